import t from 'tap'
import type { Scope } from '../../src/domain/scope.ts'
import { apiKeysIn } from '../support/api-keys.ts'
import { startService, surroundings } from '../support/service.ts'

t.test('a key learns nothing that its scopes do not include', async (t) => {
  const around = await surroundings(t)
  const keys = apiKeysIn(t, around.databaseUrl)
  const { call, invite, show } = await startService(t, around, {
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'links@example.com',
  })
  const withScopes = async (...scopes: Scope[]) => ({
    authorization: `Bearer ${(await keys.create(...scopes)).secret}`,
  })
  const writer = await withScopes('clients:write', 'tokens:write')
  const reader = await withScopes('clients:write', 'tokens:write', 'clients:read')
  const secret = { name: 'Grace Hopper', email: 'grace@example.com', externalId: 'crm-7' }
  const { clientId } = await invite(secret)
  const PERSONAL = /Grace|grace@|crm-7/

  t.test('a duplicate has the id of the existing client only for a key that reads', async (t) => {
    const { clientId: plain } = await invite({ email: 'plain@example.com' })
    for (const [body, code, id] of [
      [{ name: 'X', email: 'PLAIN@example.com' }, 'CLIENT_EXISTS', plain],
      [{ name: 'X', email: 'other@example.com', externalId: 'crm-7' }, 'EXTERNAL_ID_EXISTS', clientId],
    ] as const) {
      const blind = await call('POST', '/api/v1/clients', body, writer)
      t.match(blind, { status: 409, body: { code } })
      t.notMatch(blind.text, id)
      t.match(await call('POST', '/api/v1/clients', body, reader), { status: 409, body: { code, clientId: id } })
    }
    const { clientId: changed } = await invite()
    const path = `/api/v1/clients/${changed}`
    const blind = await call('PATCH', path, { email: 'plain@example.com' }, writer)
    t.match(blind, { status: 409, body: { code: 'CLIENT_EXISTS' } })
    t.notMatch(blind.text, plain)
    const seen = await call('PATCH', path, { email: 'plain@example.com' }, reader)
    t.match(seen, { status: 409, body: { clientId: plain } })
  })

  t.test('an import says who exists only to a key that reads, dry run or not', async (t) => {
    const file = 'name,email,externalId\nX,x@example.com,crm-7\n'
    for (const query of ['?dryRun=true', '']) {
      const send = (key: Record<string, string>) =>
        call('POST', `/api/v1/clients/import${query}`, file, { ...key, 'content-type': 'text/csv' })
      const blind = await send(writer)
      t.match(blind.text, /"outcome":"exists"/)
      t.notMatch(blind.text, clientId)
      t.match((await send(reader)).text, `"outcome":"exists","clientId":"${clientId}"`)
    }
  })

  t.test('a change, a sync and a new link show the client only to a key that reads', async (t) => {
    for (const [method, path, body, rest] of [
      ['PATCH', '', { country: 'DE' }, { newLinkNeeded: false }],
      ['POST', '/sync', undefined, {}],
    ] as const) {
      const blind = await call(method, `/api/v1/clients/${clientId}${path}`, body, writer)
      t.equal(blind.status, 200)
      t.strictSame(blind.body, { clientId, ...rest })
      const seen = await call(method, `/api/v1/clients/${clientId}${path}`, body, reader)
      t.match(seen.body, {
        clientId,
        client: secret,
        onboarding: { status: 'pending' },
        account: { id: null },
        ...rest,
      })
    }
    const path = `/api/v1/clients/${clientId}/onboarding-tokens`
    const blind = await call('POST', path, undefined, writer)
    t.match(blind, { status: 201, body: { clientId, onboarding: { token: /^obt_/ } } })
    t.notMatch(blind.text, PERSONAL)
    t.match(await call('POST', path, undefined, reader), { status: 201, body: { clientId, client: secret } })
  })

  t.test('only a key that may send emails makes the service send one', async (t) => {
    const sender = await withScopes('clients:write', 'tokens:write', 'emails:send')
    const needed = { status: 403, body: { code: 'FORBIDDEN', detail: /"emails:send"/ } }
    const ask = async (key: Record<string, string>, n: number) => [
      await call('POST', '/api/v1/clients', { name: 'X', email: `send-${n}@example.com`, sendEmail: true }, key),
      await call('POST', `/api/v1/clients/${clientId}/onboarding-tokens`, { sendEmail: true }, key),
    ]
    for (const answer of await ask(writer, 1)) t.match(answer, needed)
    for (const answer of await ask(sender, 2)) t.equal(answer.status, 201)
    const line = (n: number) => `name,email,sendEmail\nX,send-${n}@example.com,true\nX,quiet-${n}@example.com,false\n`
    const send = async (key: Record<string, string>, n: number) =>
      (await call('POST', '/api/v1/clients/import', line(n), { ...key, 'content-type': 'text/csv' })).text
    t.match(await send(writer, 3), /"invalid","fault":"sendEmail requires .*\\"emails:send\\""}\n.*"created"/)
    t.match(await send(sender, 4), /"created".*\n.*"created"/)
    t.equal(
      (await call('POST', '/api/v1/clients', { name: 'X', email: 'send-5@example.com', sendEmail: false }, writer))
        .status,
      201,
    )
  })

  t.test('only a key that may erase does', async (t) => {
    t.match(await call('DELETE', `/api/v1/clients/${clientId}`, undefined, reader), {
      status: 403,
      body: { detail: /"clients:erase"/ },
    })
    t.match(await show(clientId), { client: secret })
    const eraser = await withScopes('clients:erase')
    t.equal((await call('DELETE', `/api/v1/clients/${clientId}`, undefined, eraser)).status, 204)
  })
})
