import t from 'tap'
import { shell } from '../support/staff-shell.ts'

t.test('a shell exports all clients as a file, and all that is stored about one', async (t) => {
  const { admin, invite, call, adminKey } = await shell(t)
  const { clientId } = await invite({ name: 'Ada, Countess', email: 'ada@export.example' })
  await invite({ name: '=1+1', email: 'other@export.example' })
  const headers = { authorization: `Bearer ${adminKey}` }
  const csv = await admin(['clients', 'export', '--format', 'csv', '--q', 'countess'])
  t.match(csv, { code: 0, stderr: '' })
  t.match(csv.stdout, /^\ufeffname,email,.*\r\n"Ada, Countess",ada@export\.example,[^\n]*\r\n$/)
  const all = await admin(['clients', 'export'])
  t.equal(all.stdout, (await call('GET', '/api/v1/clients/export', undefined, headers)).text)

  const data = await admin(['clients', 'data', clientId])
  t.strictSame(
    JSON.parse(data.stdout).events,
    (await call('GET', `/api/v1/clients/${clientId}/events`, undefined, headers)).body.data,
  )
  const events = await call('GET', '/api/v1/audit-events', undefined, headers)
  t.match(events.body.data.slice(0, 2), [
    { type: 'client_data_exported', actor: 'admin:cli' },
    { type: 'clients_exported' },
  ])
})

t.test('a shell exports the audit trail of the platform', async (t) => {
  const { admin, invite, call, adminKey } = await shell(t)
  const { clientId } = await invite({ name: 'Ada' })
  const headers = { authorization: `Bearer ${adminKey}` }
  const { text } = await call('GET', '/api/v1/audit-events/export', undefined, headers)
  const { code, stdout, stderr } = await admin(['audit', 'export', '--since', '2020-01-01T00:00:00Z'])
  t.match({ code, stderr }, { code: 0, stderr: '' })
  const [export_ = '', ...rest] = stdout.trimEnd().split('\n')
  t.match(JSON.parse(export_), { type: 'audit_events_exported', details: { complete: true }, clientId: null })
  t.equal(rest.join('\n'), text.trimEnd())
  t.match(JSON.parse(rest.at(-1) ?? ''), { type: 'token_issued', clientId })
  t.match(await admin(['audit', 'export', '--until', 'today']), {
    code: 2,
    stderr: /--until must be an instant such as/,
    stdout: '',
  })
})
