import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

t.test('an export ends when its caller hangs up, and its place is free again', async (t) => {
  const { app, invite } = await memoryApp(t)
  // More than the buffers of a connection take.
  const prefill = { productDescription: '日'.repeat(1000), url: `https://example.com/${'x'.repeat(1900)}` }
  for (let n = 0; n < 1800; n += 1) await invite({ name: '日'.repeat(200), email: `${n}@example.com`, prefill })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
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

t.test('the data of a client has the emails that were sent to it', async (t) => {
  const { app, invite, mails } = await memoryApp(t)
  const { clientId } = await invite({ sendEmail: true })
  await mails()
  const { emails } = (await app.inject({ url: `/api/v1/clients/${clientId}/export`, headers: asAdmin })).json()
  t.match(emails, [{ kind: 'link', at: /^20/ }])
  t.equal(emails.length, 1)
})
