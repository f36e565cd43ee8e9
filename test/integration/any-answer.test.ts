import t from 'tap'
import { fuzz, report } from '../fuzz/fuzz.ts'
import { LIMITS, SCOPED_KEYS } from '../fuzz/scene.ts'
import { apiKeysIn } from '../support/api-keys.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'

const SEED = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31)

t.test('random requests get documented answers from the service on PostgreSQL', { timeout: 240_000 }, async (t) => {
  t.comment(`TEST_SEED=${SEED}`)
  const around = await surroundings(t)
  const keys = apiKeysIn(t, around.databaseUrl)
  const scoped = await Promise.all(SCOPED_KEYS.map((scopes) => keys.create(...scopes)))
  const { url, captured } = await startService(t, around, LIMITS)
  const all = [ADMIN_KEY, ...scoped.map(({ secret }) => secret)]
  const result = await fuzz({ url, keys: all, requests: 600, seed: SEED, connections: 4 })
  t.comment(report(result))
  t.strictSame(result.faults, [])
  for (const status of [200, 201, 400, 401, 403, 404]) t.ok(result.statuses[status], `some are ${status}`)
  t.strictSame(
    // Stripe may refuse what a random client is invited with.
    captured.lines().filter(({ level, msg }) => level === 'error' && msg !== 'the payment provider failed'),
    [],
  )
})
