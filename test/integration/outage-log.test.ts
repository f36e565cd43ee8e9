import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { surroundings } from '../support/service.ts'
import { tcpProxy } from '../support/tcp-proxy.ts'
import { startWorker, until } from '../support/worker.ts'

t.test('a worker says once that the database is away, and what that means, however often it retries', async (t) => {
  const around = await surroundings(t)
  const proxy = await tcpProxy(t, around.databaseUrl)
  const { captured } = await startWorker(t, { ...around, databaseUrl: proxy.url })
  const reports = () => captured.lines().filter(({ msg }) => String(msg).includes('does not serve the job queue'))
  proxy.refuse(true)
  proxy.breakOff()
  await until('the failure is reported', async () => reports().length > 0)
  await sleep(4000)
  const reported = reports()
  const codes = reported.map(({ err }) => (err as { code?: string; message: string }).code)
  t.strictSame(codes, [...new Set(codes)], 'each failure once')
  t.match(reported[0], { msg: /background jobs wait, and it is retried/, err: { message: String, code: String } })
  proxy.refuse(false)
})
