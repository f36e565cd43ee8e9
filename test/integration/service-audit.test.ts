import { userInfo } from 'node:os'
import t from 'tap'
import { ADMIN_KEY } from '../support/service.ts'
import { shell } from '../support/staff-shell.ts'
import { noLines } from '../../src/usecases/clients/import-clients.ts'

t.test('keys and imports are in the audit trail, with who and when', async (t) => {
  const { call, json, admin } = await shell(t)
  const headers = { authorization: `Bearer ${ADMIN_KEY}` }
  const events = async (query = '') => (await call('GET', `/api/v1/audit-events${query}`, undefined, headers)).body
  const created = await json(['keys', 'create', '--name', 'crm', '--scope', 'clients:read', '--expires-in-days', '7'])
  const keyId = created.body.id
  await admin(['keys', 'revoke', keyId])
  await admin(['keys', 'revoke', keyId])
  const file = 'name,email\nAda,ada@example.com\nEve,nobody\n'
  const importing = { ...headers, 'content-type': 'text/csv' }
  const imported = await call('POST', '/api/v1/clients/import', file, importing)
  await call('POST', '/api/v1/clients/import?dryRun=true', file, importing)
  const nothing = noLines()
  const actor = `admin:cli:${process.env['SUDO_USER'] ?? userInfo().username}`
  const { data } = await events()
  t.match(
    data.map(({ type, actor: who, details }: Record<string, unknown>) => ({ type, who, details })),
    [
      {
        type: 'clients_imported',
        who: 'admin:environment',
        details: { dryRun: true, complete: true, lines: { ...nothing, exists: 1, invalid: 1 } },
      },
      {
        type: 'clients_imported',
        who: 'admin:environment',
        details: { dryRun: false, complete: true, lines: { ...nothing, created: 1, invalid: 1 } },
      },
      { type: 'api_key_revoked', who: actor, details: { keyId } },
      { type: 'api_key_created', who: actor, details: { keyId, scopes: ['clients:read'], lifetimeDays: 7 } },
    ],
  )
  t.equal(data.length, 4)
  t.equal(data[1].requestId, imported.headers.get('x-request-id'))
  t.notMatch(JSON.stringify(data), /ada@|obk_/)
  const page = await events('?limit=1')
  t.strictSame([...page.data, ...(await events(`?cursor=${page.nextCursor}`)).data], data)
})
