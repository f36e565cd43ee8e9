import pg from 'pg'
import t from 'tap'
import { jobSender } from '../../src/adapters/jobs/boss.ts'
import { openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { environmentFor } from '../support/service.ts'
import { platformsFile } from '../support/two-platforms.ts'
import { until } from '../support/worker.ts'

const MANY = 1000

t.test('the jobs of a platform wait for none of another, which has a thousand and whose provider stalls', async (t) => {
  const { url } = await testDatabase(t)
  const file = await platformsFile(t)
  const { log } = capturedLog()
  const config = readConfig({
    ...environmentFor({ databaseUrl: url, stripeUrl: 'http://127.0.0.1:9' }),
    ...file.variables,
  })
  const ports = openPorts(config, log)
  t.teardown(() => ports.close())
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  const sender = jobSender(pool, log, (trx: pg.Pool, text, values) => trx.query(text, values && [...values]))
  t.teardown(() => sender.close())
  const own = await pool.connect()
  own.release()

  const job = (platform: string, n: number) => ({ platform, eventId: `${n}`, tokenId: `${n}`, kind: 'link' as const })
  const jobs = Array.from({ length: MANY }, (_, n) => job('acme', n))
  await sender.enqueueEvents(pool, jobs)
  for (const each of jobs.slice(0, 20)) {
    await sender.enqueueEmail(pool, each)
    await sender.enqueueWarmUp(pool, each)
  }
  await sender.enqueueEvents(pool, [job('bazaar', 0)])
  await sender.enqueueEmail(pool, job('bazaar', 0))
  await sender.enqueueWarmUp(pool, job('bazaar', 0))

  const stalled = Promise.withResolvers<void>()
  const begun: Record<string, number> = {}
  const done: string[] = []
  const handle = (queue: string) => async (data: { readonly platform: string }) => {
    if (data.platform === 'bazaar') return void done.push(queue)
    begun[queue] = (begun[queue] ?? 0) + 1
    await stalled.promise
  }
  const none = async () => {}
  const worker = await ports.startWorker({
    processEvent: handle('events'),
    sendEmail: handle('emails'),
    sendRequestedLinks: undefined,
    warmUpAccount: handle('warm-ups'),
    sendFollowUps: undefined,
    refreshStaleAccounts: none,
    applyRetention: none,
    fetchMissedEvents: none,
    pingReceivers: none,
    raiseAlerts: none,
    sendAlert: none,
  })
  try {
    await until('the jobs of the other platform are done', async () => done.length === 3)
    t.same(done.toSorted(), ['emails', 'events', 'warm-ups'])
    await until('the stalled ones have begun', async () => Object.keys(begun).length === 3)
    t.ok(
      Object.values(begun).every((times) => times <= 4),
      'none of the platform that stalls has more than its share',
    )
  } finally {
    stalled.resolve()
    await worker.close()
  }
})
