import t from 'tap'
import { shell } from '../support/staff-shell.ts'

const NOBODY = '3fa85f64-5717-4562-b3fc-2c963f66afa6'

t.test('a client gets a new link, which replaces the open one and is printed once', async (t) => {
  const { admin, json, invite, open, show, actors } = await shell(t)
  const invited = await invite()
  const { code, body, stderr } = await json(['clients', 'new-link', invited.clientId, '--expires-in-hours', '1'])
  t.equal(code, 0)
  t.match(stderr, /shown only now/)
  t.ok(Date.parse(body.onboarding.expiresAt) <= Date.now() + 3_601_000)
  t.equal((await open(invited.token)).status, 410)
  t.equal((await open(body.onboarding.token)).status, 200)
  t.match((await actors(invited.clientId)).at(-2), { type: 'token_issued', actor: 'admin:cli' })
  t.equal((await show(invited.clientId)).onboarding.tokenId, body.onboarding.tokenId)

  t.match((await admin(['clients', 'new-link', invited.clientId])).stdout, /link +│ http:\S+obt_/)
  t.match(await admin(['clients', 'new-link', NOBODY]), { code: 3, stdout: '', stderr: /no client with this id/ })
  t.match(await admin(['clients', 'new-link', invited.clientId, '--expires-in-hours', '0']), { code: 2, stdout: '' })
})

t.test('a client that is done gets no new link', async (t) => {
  const { admin, opened, simulator } = await shell(t)
  const { clientId, accountId } = await opened()
  await simulator.setAccountState(accountId, { outcome: 'complete' })
  await admin(['sync', clientId])
  t.match(await admin(['clients', 'new-link', clientId]), { code: 3, stdout: '', stderr: /needs nothing more/ })
})

t.test('an email is sent with an invitation or a new link, if emails are configured', async (t) => {
  const without = await shell(t)
  const ada = ['--name', 'Ada', '--email', 'ada@example.com', '--send-email']
  t.match(await without.admin(['clients', 'invite', ...ada]), { code: 3, stdout: '', stderr: /SMTP_URL/ })
  const { clientId } = await without.invite()
  t.match(await without.admin(['clients', 'new-link', clientId, '--send-email']), { code: 3, stderr: /SMTP_URL/ })

  const { admin, db } = await shell(t, { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'staff@example.com' })
  const queued = async () =>
    (await db.query(`select data ->> 'tokenId' as id from pgboss.job where name = 'email' order by created_on`)).rows
  const invited = await admin(['clients', 'invite', ...ada, '--json'])
  t.equal(invited.code, 0)
  t.match(invited.stderr, /on its way to ada@example\.com/)
  const { client, onboarding } = JSON.parse(invited.stdout)
  t.same(await queued(), [{ id: onboarding.tokenId }])
  const again = await admin(['clients', 'new-link', client.id, '--send-email', '--json'])
  t.same(await queued(), [{ id: onboarding.tokenId }, { id: JSON.parse(again.stdout).onboarding.tokenId }])
})

t.test('a client is changed, and staff learn that it needs a new link', async (t) => {
  const { admin, json, invite, opened } = await shell(t, { RETURN_URL_ORIGINS: 'https://app.example.com' })
  const { clientId, email } = await invite({ country: 'DE' })
  const change = (...args: string[]) => json(['clients', 'change', clientId, ...args])
  t.match(await change('--name', ' Grace ', '--country', 'FR'), {
    code: 0,
    stderr: '',
    body: { client: { name: 'Grace', country: 'FR', email }, newLinkNeeded: false },
  })
  t.match(await change('--no-country'), { code: 0, body: { client: { name: 'Grace', country: null } } })
  t.match(await change('--email', 'grace@example.com'), {
    code: 0,
    stderr: new RegExp(`admin clients new-link ${clientId}`),
    body: { client: { email: 'grace@example.com' }, newLinkNeeded: true, account: { nextAction: 'operator' } },
  })
  const returnUrl = 'https://app.example.com/payouts'
  t.match(await change('--return-url', returnUrl, '--metadata', 'plan=pro=1', '--metadata', 'tier=1'), {
    body: { client: { returnUrl, metadata: { plan: 'pro=1', tier: '1' } } },
  })
  const removed = await change('--no-return-url', '--metadata', 'tier=')
  t.match(removed, { code: 0, body: { client: { returnUrl: null } } })
  t.strictSame(removed.body.client.metadata, { plan: 'pro=1' })
  t.match(await change('--metadata', 'plan'), { code: 2, stderr: /a name and a value, such as plan=pro/ })
  t.match(await change('--metadata', 'plan=1', '--metadata', 'plan=2'), { code: 2, stderr: /each name only once/ })
  t.match(await change('--return-url', 'https://evil.example'), { code: 3, stderr: /RETURN_URL_ORIGINS/ })
  t.match(await change('--reminders', 'off'), { code: 0, body: { client: { reminders: 'off' } } })
  t.match(await change('--reminders', 'never'), { code: 2, stderr: /Allowed choices are on, off/ })
  const table = await admin(['clients', 'change', clientId, '--name', 'Ada'])
  t.match(table.stdout, /name +│ Ada/)
  t.match(table.stdout, /metadata plan +│ pro=1/)
  t.match(table.stdout, /reminders +│ off, 0 sent/)

  const other = await opened()
  t.match(await admin(['clients', 'change', other.clientId, '--country', 'FR']), {
    code: 3,
    stderr: /no longer be changed/,
  })
  t.match(await change('--email', other.email), { code: 3, stderr: new RegExp(`: ${other.clientId}`) })
  t.match(await admin(['clients', 'change', NOBODY, '--name', 'x']), { code: 3, stderr: /no client with this id/ })
  t.match(await change('--email', 'nobody'), { code: 2, stderr: /error: --email / })
  t.match(await admin(['clients', 'change', clientId]), { code: 2, stderr: /nothing to change/ })
})

t.test('a client is erased once that is confirmed, and its audit trail stays', async (t) => {
  const { admin, json, invite, db } = await shell(t)
  const { clientId, tokenId } = await invite({ name: 'Ada Lovelace' })
  t.match(await admin(['clients', 'erase', clientId]), { code: 2, stdout: '', stderr: /--yes/ })
  t.match((await db.query('select name from clients where id = $1', [clientId])).rows, [{ name: 'Ada Lovelace' }])
  t.match(await json(['clients', 'erase', clientId, '--yes']), { code: 0, body: { clientId, erased: true } })
  t.match((await db.query('select name from clients where id = $1', [clientId])).rows, [{ name: 'Erased client' }])
  t.match(await admin(['clients', 'erase', clientId, '--yes']), { code: 0, stdout: /was erased/ })
  t.match(await admin(['clients', 'erase', NOBODY, '--yes']), { code: 3, stderr: /no client with this id/ })

  const trail = await json(['clients', 'events', clientId])
  t.match(trail.body.data, [
    { type: 'client_erased', actor: /^admin:cli:/ },
    { type: 'token_revoked', tokenId, from: 'pending', to: 'revoked', details: { reason: 'erased' } },
    { type: 'token_issued' },
  ])
  const page = await admin(['clients', 'events', clientId, '--limit', '2'])
  t.match(page.stdout, /token_revoked +│ pending → revoked +│ admin:cli:\w+ +│ reason: erased/)
  t.match(page.stderr, /--cursor \d+/)
  t.match(await admin(['clients', 'events', NOBODY]), { code: 3, stderr: /no client with this id/ })
})

t.test('a client is created, changed and shown by its external id', async (t) => {
  const { admin, json } = await shell(t)
  const put = (name: string) => json(['clients', 'put', 'crm/7', '--name', name, '--email', 'ada@example.com'])
  const created = await put('Ada')
  t.match(created.body, { client: { externalId: 'crm/7' }, onboarding: { url: String } })
  t.match((await put('Grace')).body, { client: { id: created.body.client.id, name: 'Grace' }, newLinkNeeded: false })
  const shown = await json(['clients', 'show', '--external-id', 'crm/7'])
  t.match(shown.body, { client: { id: created.body.client.id, name: 'Grace' } })
  t.match(await admin(['clients', 'show', '--external-id', 'crm/8']), { code: 3, stderr: /no client with this id/ })
  t.match(await admin(['clients', 'show']), { code: 2, stderr: /give either the client id or --external-id/ })
})
