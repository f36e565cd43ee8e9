import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

t.test('exports of more than a connection buffers', async (t) => {
  const { app, invite } = await memoryApp(t)
  // More than the buffers of a connection take.
  const prefill = { productDescription: '日'.repeat(1000), url: `https://example.com/${'x'.repeat(1900)}` }
  for (let n = 0; n < 1800; n += 1) await invite({ name: '日'.repeat(200), email: `${n}@example.com`, prefill })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })

  t.test('one ends when its caller hangs up, and its place is free again', async (t) => {
    const exports = async () => {
      const { data } = (await app.inject({ url: '/api/v1/audit-events', headers: asAdmin })).json()
      return data.map(({ details }: { details: object }) => details)
    }
    for (const times of [1, 2, 3]) {
      const request = get(`${url}/api/v1/clients/export`, { headers: asAdmin })
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      t.equal(response.statusCode, 200)
      await once(response, 'readable')
      request.destroy()
      for (let n = 0; n < 200 && (await exports()).length < times; n += 1) await sleep(20)
    }
    for (const { complete, clients } of await exports()) t.ok(!complete && clients < 1800, `${clients} clients`)
    t.equal((await exports()).length, 3)
  })

  t.test('those of clients and of the audit trail share their places', async (t) => {
    const trail = () => app.inject({ url: '/api/v1/audit-events/export', headers: asAdmin })
    const responses: IncomingMessage[] = []
    for (const request of [1, 2].map(() => get(`${url}/api/v1/clients/export`, { headers: asAdmin }))) {
      responses.push(...((await once(request, 'response')) as [IncomingMessage]))
    }
    t.match(await trail(), { statusCode: 503, headers: { 'retry-after': /^\d+$/ } })
    for (const response of responses) await once(response.resume(), 'end')
    t.equal((await trail()).statusCode, 200)
  })
})

t.test('the data of a client has the emails that were sent to it', async (t) => {
  const { app, invite, mails } = await memoryApp(t)
  const { clientId } = await invite({ sendEmail: true })
  await mails()
  const { emails } = (await app.inject({ url: `/api/v1/clients/${clientId}/export`, headers: asAdmin })).json()
  t.match(emails, [{ kind: 'link', at: /^20/ }])
  t.equal(emails.length, 1)
})

t.test('the audit trail as a file has all events, each with its client, and none outside of the span', async (t) => {
  const { app, invite } = await memoryApp(t)
  const get = (query = '') => app.inject({ url: `/api/v1/audit-events/export${query}`, headers: asAdmin })
  const { clientId, tokenId } = await invite()
  await app.inject({ url: '/api/v1/clients/export', headers: asAdmin })
  const answer = await get()
  t.match(answer.headers, {
    'content-type': /^application\/x-ndjson/,
    'content-disposition': 'attachment; filename="audit-events.ndjson"',
  })
  const events = linesOf(answer.body)
  t.match(events, [
    { type: 'clients_exported', clientId: null, actor: 'admin:environment' },
    { type: 'token_issued', clientId, tokenId, actor: 'admin:environment' },
  ])
  t.equal(events.length, 2)
  const { data } = (await app.inject({ url: `/api/v1/clients/${clientId}/events`, headers: asAdmin })).json()
  t.strictSame(events[1], { ...data[0], clientId })

  t.equal((await get('?until=2020-01-01T00:00:00Z')).body, '')
  const since = encodeURIComponent('2020-01-01T00:00:00.5+02:00')
  t.match(linesOf((await get(`?since=${since}`)).body), [
    { type: 'audit_events_exported', details: { events: 0, complete: true, until: '2020-01-01T00:00:00.000Z' } },
    { type: 'audit_events_exported', details: { events: 2 } },
    {},
    {},
  ])
})

t.test('the span of an export is named by instants that exist', async (t) => {
  const { app } = await memoryApp(t)
  for (const text of [
    '2026-02-30T00:00:00Z',
    '2026-11-25',
    '2026-11-25T10:00:00',
    '2016-12-31T23:59:60Z',
    'today',
    '',
  ]) {
    const answer = await app.inject({ url: '/api/v1/audit-events/export', query: { since: text }, headers: asAdmin })
    t.equal(answer.statusCode, 400, text)
    const message = 'must be an instant such as 2026-11-25T10:00:00Z'
    t.strictSame(answer.json().errors, [{ field: 'since', message }], text)
  }
})

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
