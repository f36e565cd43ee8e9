import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { capturedLog } from '../support/captured-log.ts'
import { environmentFor, startService, surroundings } from '../support/service.ts'
import { watchStatements } from '../support/statements.ts'
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

t.test('an instance counts the first quarter of a limit alone, and that bounds what all of them admit', async (t) => {
  const around = await surroundings(t)
  const { taken } = watchStatements(t)
  const config = readConfig(environmentFor({ databaseUrl: around.databaseUrl, stripeUrl: around.stripe.url }))
  const ports = [1, 2].map(() => openPorts(config, capturedLog().log))
  for (const { close } of ports) t.teardown(close)
  const limits = (seconds: number) => ports.map(({ rateLimit }) => rateLimit({ name: 'test', times: 20, seconds }))
  const instances = limits(60)
  const admitted = [0, 0]
  async function count(instance: number, times: number) {
    for (let n = 0; n < times; n += 1) {
      if ((await instances[instance]?.count('key')) === undefined) admitted[instance] = (admitted[instance] ?? 0) + 1
    }
  }
  taken()
  await count(0, 5)
  t.same(taken(), [], 'a quarter of the limit costs no statement')
  await count(1, 40)
  t.same(admitted, [5, 20], 'what an instance has counted alone is not known to the others')
  t.ok(taken().length <= 17, 'and once refused, a key costs no statement either')
  await count(0, 10)
  t.same(admitted, [5, 20], 'but from then on every event is')

  const brief = limits(1)
  for (let n = 0; n < 30; n += 1) await brief[n % 2]?.count('brief')
  t.type(await brief[0]?.count('brief'), 'number')
  await sleep(1100)
  t.equal(await brief[0]?.count('brief'), undefined, 'a window ends everywhere')
  t.equal(await brief[1]?.count('brief'), undefined)
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
