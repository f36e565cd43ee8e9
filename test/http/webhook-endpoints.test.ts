import t from 'tap'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

t.test('the secret of a webhook endpoint is shown when it is made, and nowhere else', async (t) => {
  const { app, captured } = await memoryApp(t)
  const ask = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path = '', payload?: object) =>
    app.inject({ method, url: `/api/v1/webhook-endpoints${path}`, headers: asAdmin, ...(payload && { payload }) })
  const created = await ask('POST', '', { url: 'https://app.example.com/hooks', eventTypes: ['account.ready'] })
  t.equal(created.statusCode, 201)
  const { id, secret } = created.json()
  t.match(secret, /^whsec_/)
  const rotated = await ask('POST', `/${id}/rotate-secret`)
  t.not(rotated.json().secret, secret)
  t.ok(new Date(rotated.json().previousSecretUntil) > new Date())
  const off = await ask('PATCH', `/${id}`, { enabled: false })
  t.match(off.json(), { enabled: false, offReason: 'staff', url: 'https://app.example.com/hooks' })
  const listed = await ask('GET')
  t.strictSame(listed.json().data, [off.json()])
  const said = [off.body, listed.body, captured.text()].join('')
  for (const each of [secret, rotated.json().secret]) t.notMatch(said, each.slice('whsec_'.length))
  t.equal((await ask('DELETE', `/${id}`)).statusCode, 204)
  t.strictSame((await ask('GET')).json(), { data: [] })
})

t.test('what became of events is listed with their bodies, and they are sent again', async (t) => {
  const { app, invite, store } = await memoryApp(t)
  const url = '/api/v1/webhook-endpoints'
  const made = await app.inject({ method: 'POST', url, headers: asAdmin, payload: { url: 'https://app.example.com' } })
  const { id } = made.json()
  const { clientId } = await invite({ externalId: 'crm-1' })
  const list = async () => (await app.inject({ url: `${url}/${id}/deliveries`, headers: asAdmin })).json()
  const { data } = await list()
  t.match(data, [
    {
      type: 'client.invited',
      clientId,
      status: 'waiting',
      attempts: 0,
      answerStatus: null,
      body: { type: 'client.invited', platform: 'default', data: { clientId, externalId: 'crm-1' } },
    },
  ])
  const again = (path: string, payload?: object) =>
    app.inject({ method: 'POST', url: `${url}/${id}${path}`, headers: asAdmin, ...(payload && { payload }) })
  const one = `/deliveries/${data[0].id}/redeliver`
  t.match((await again(one)).json(), { code: 'DELIVERY_NOT_FOUND' }, 'it is sent anyway')
  const [stored] = store.deliveries
  if (stored === undefined) throw new Error('nothing is stored')
  const { nextAttemptAt: _due, ...delivery } = stored.delivery
  stored.delivery = { ...delivery, status: 'given_up', attempts: 8, answer: { failure: 'timeout' } }
  t.match((await list()).data, [{ status: 'given_up', failure: 'timeout', nextAttemptAt: null }])
  t.same((await again(one)).json(), { redelivered: 1 })
  stored.delivery = { ...delivery, status: 'delivered', attempts: 1 }
  t.same((await again('/redeliver', { since: '2020-01-01T00:00:00Z' })).json(), { redelivered: 1 })
})
