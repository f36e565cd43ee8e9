// `npm run test:fuzz` sends random requests to the service, on a PostgreSQL of its own, and checks every answer. Flags:
// --requests 60000, --seed (printed; it repeats the choices, not the answers), --connections 8.
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startSimulator } from '#stripe-simulator'
import { apiKeysIn } from '../support/api-keys.ts'
import { testDatabase } from '../support/database.ts'
import { withRunDatabase } from '../support/run-database.ts'
import { served } from '../support/served.ts'
import { ADMIN_KEY, environmentFor } from '../support/service.ts'
import { fuzz, report } from './fuzz.ts'
import { LIMITS, SCOPED_KEYS } from './scene.ts'

/** How much more memory the service may use in the end than after the first tenth. */
const GROWTH = 1.2
/** Time for the service to free memory, in milliseconds. */
const REST_MS = 20_000

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '60000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    connections: { type: 'string', default: '8' },
  },
})
const say = (line: string) => console.log(line)

process.exitCode = await withRunDatabase(say, async (database) => {
  Object.assign(process.env, database.environment)
  const endings: (() => Promise<void>)[] = []
  const t = { teardown: (handler: () => Promise<void>) => void endings.push(handler) }
  try {
    const { url: databaseUrl } = await testDatabase(t)
    const stripe = await startSimulator()
    t.teardown(() => stripe.close())
    const keys = apiKeysIn(t, databaseUrl)
    const scoped = await Promise.all(SCOPED_KEYS.map((scopes) => keys.create(...scopes)))
    // The address that it listens at is said at the level info.
    const environment = { ...environmentFor({ databaseUrl, stripeUrl: stripe.url }), ...LIMITS, LOG_LEVEL: 'info' }
    const service = await served(t, environment)
    const memory = async () => {
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${service.pid}/status`, 'utf8')) ?? []
      return Number(kilobytes) * 1024
    }
    const result = await fuzz({
      url: service.url,
      keys: [ADMIN_KEY, ...scoped.map(({ secret }) => secret)],
      requests: Number(values.requests),
      seed: Number(values.seed),
      connections: Number(values.connections),
      memory,
      onProgress: (sent) => say(`${sent} requests`),
    })
    say(report(result))
    await sleep(REST_MS)
    const rested = await memory()
    say(`memory after a rest: ${Math.round(rested / 2 ** 20)} MiB`)
    const lines = service.output().match(/^\{"level":"error".*$/gm) ?? []
    // Stripe may refuse what a random client is invited with.
    const errors = lines.filter((line) => !line.includes('"the payment provider failed"'))
    for (const line of errors.slice(0, 10)) say(line.slice(0, 1000))
    const hasGrown = rested > (result.memory?.start ?? 0) * GROWTH
    if (hasGrown) say('the service uses more memory than it may')
    return result.faults.length > 0 || errors.length > 0 || hasGrown ? 1 : 0
  } finally {
    for (const end of endings.toReversed()) await end()
  }
})
