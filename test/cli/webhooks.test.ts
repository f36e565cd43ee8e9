import t from 'tap'
import { shell } from '../support/staff-shell.ts'

t.setTimeout(200_000)

t.test('endpoints of events are managed from a shell, and a secret is printed once', async (t) => {
  const { admin, json } = await shell(t, { WEBHOOK_MASTER_KEY: '0123456789abcdef0123456789abcdef' })
  const created = await admin(['webhooks', 'create', 'https://93.184.215.14/hook', '--event-types', 'client.invited'])
  t.equal(created.code, 0, created.stderr)
  t.match(created.stdout, /whsec_/)
  t.notMatch(created.stderr, /whsec_/)
  const [endpoint] = (await json(['webhooks', 'list'])).body.data
  t.match(endpoint, { url: 'https://93.184.215.14/hook', eventTypes: ['client.invited'], enabled: true })
  const { id } = endpoint
  t.match(await admin(['webhooks', 'create', 'https://127.0.0.1/hook']), { code: 3, stdout: '' })

  const rotated = await json(['webhooks', 'rotate-secret', id])
  t.match(rotated.body, { id, secret: /^whsec_/ })
  t.notOk(created.stdout.includes(rotated.body.secret))

  t.match((await json(['webhooks', 'change', id, '--off'])).body, { enabled: false, offReason: 'staff' })
  t.strictSame((await json(['webhooks', 'deliveries', id, '--status', 'given_up'])).body.data, [])
  t.strictSame((await json(['webhooks', 'redeliver', id, '--since', '2020-01-01T00:00:00Z'])).body, { redelivered: 0 })
  t.equal((await admin(['webhooks', 'redeliver', id])).code, 2, 'one delivery, or all since an instant')
  t.match(await admin(['webhooks', 'redeliver', id, '17']), { code: 3, stdout: '' })
  t.match((await json(['webhooks', 'change', id, '--on'])).body, { enabled: true })
  t.match((await json(['webhooks', 'remove', id])).body, { id, removed: true })
  t.strictSame((await json(['webhooks', 'list'])).body.data, [])
})
