import t from 'tap'
import { startService, surroundings } from '../support/service.ts'
import { tcpProxy } from '../support/tcp-proxy.ts'

t.test('limits hold across instances', async (t) => {
  const around = await surroundings(t)
  const limits = { TOKEN_LIMIT_PER_MINUTE: '4', UNKNOWN_CALLER_LIMIT_PER_MINUTE: '3' }
  const [one, other] = [await startService(t, around, limits), await startService(t, around, limits)]

  const { token } = await one.invite()
  const statuses: number[] = []
  for (const service of [one, other, one, other, one, other]) statuses.push((await service.open(token)).status)
  t.same(statuses, [200, 200, 200, 200, 429, 429])

  const guesses: number[] = []
  for (const service of [one, other, one, other, one])
    guesses.push((await service.open(`obt_${'a'.repeat(49)}`)).status)
  t.same(guesses, [404, 404, 404, 429, 429])
  t.equal((await other.open((await one.invite()).token)).status, 200, 'who has a real link is not affected')
})

t.test('while the counters cannot be reached each instance counts for itself', async (t) => {
  const around = await surroundings(t)
  const proxy = await tcpProxy(t, around.databaseUrl)
  const service = await startService(t, { ...around, databaseUrl: proxy.url }, { UNKNOWN_CALLER_LIMIT_PER_MINUTE: '3' })
  proxy.refuse(true)
  const guesses: number[] = []
  for (let guess = 0; guess < 5; guess += 1) guesses.push((await service.call('GET', '/api/v1/clients/1')).status)
  t.same(guesses, [401, 401, 401, 429, 429])
})
