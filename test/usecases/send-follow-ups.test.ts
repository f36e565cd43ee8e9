import t from 'tap'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { memoryPaymentProvider } from '../../src/adapters/memory/payment-provider.ts'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import type { FollowUpRules } from '../../src/domain/follow-up.ts'
import { sendFollowUps } from '../../src/usecases/links/send-follow-ups.ts'
import { useCasesOver } from '../support/use-cases.ts'

const DAY_MS = 24 * 3_600_000
const staff = { platform: 'default', name: 'admin:1', requestId: 'r' }
const job = { platform: 'default', name: 'job:follow-ups', requestId: 'job-1' }

const RULES: FollowUpRules = {
  remindAfterMs: [3 * DAY_MS],
  sends: { action_required: true, deadline: true, done: true },
}

function world({ rules }: { rules: FollowUpRules | undefined } = { rules: RULES }) {
  let instant = Date.parse('2026-03-01T12:00:00.000Z')
  const clock = { now: () => new Date(instant) }
  const store = memoryStore(clock)
  const repositories = memoryRepositories(clock, store, () => RULES)
  const unsaveable = new Set<string>()
  const errors: object[] = []
  const tokens: typeof repositories.tokens = {
    ...repositories.tokens,
    async save(loaded, events, options) {
      if (unsaveable.has(loaded?.state.client.id ?? '')) throw new Error('the database is away')
      return repositories.tokens.save(loaded, events, options)
    },
  }
  const log = { info: () => {}, warn: () => {}, error: (facts: object) => void errors.push(facts) }
  const useCases = useCasesOver({ ...repositories, provider: memoryPaymentProvider(clock) })
  let reads = 0
  const emailPlan: typeof repositories.emailPlan = {
    due(platform, limit) {
      reads += 1
      if (reads > 20) throw new Error('the plan is read again and again')
      return repositories.emailPlan.due(platform, limit)
    },
  }
  const followUps = () => rules
  const run = sendFollowUps({ ...repositories, tokens, emailPlan, secrets: cryptoSecrets(), followUps, log })
  return {
    ...{ store, unsaveable, errors },
    run: (platform = job.platform) => run({ ...job, platform }),
    pass: (ms: number) => (instant += ms),
    reminded: () => store.emails.filter(({ kind }) => kind === 'reminder').length,
    async invite(n: number) {
      const client = { name: `C ${n}`, email: `${n}@example.com`, expiresInHours: 24 * 14 }
      const invited = await useCases.inviteClient(client, staff)
      if (invited.outcome !== 'invited') throw new Error(invited.outcome)
      return invited.client.id
    },
  }
}

t.test('one run requests every email that is due, however many there are', async (t) => {
  const { invite, pass, run, reminded } = world()
  for (let n = 0; n < 250; n += 1) await invite(n)
  t.strictSame(await run(), { requested: 0, failed: 0 })
  pass(3 * DAY_MS)
  t.strictSame(await run(), { requested: 250, failed: 0 })
  t.equal(reminded(), 250)
  t.strictSame(await run(), { requested: 0, failed: 0 })
})

t.test('clients that cannot be saved do not stop the others, and the next run tries them again', async (t) => {
  const { invite, pass, run, unsaveable, errors } = world()
  const first = await invite(0)
  for (let n = 1; n < 100; n += 1) await invite(n)
  unsaveable.add(first)
  pass(3 * DAY_MS)
  t.strictSame(await run(), { requested: 99, failed: 1 }, 'the run ends, though the page was full')
  t.match(errors, [{ clientId: first, requestId: 'job-1' }])
  unsaveable.clear()
  t.strictSame(await run(), { requested: 1, failed: 0 })
})

t.test('where emails are no longer sent, what was planned is not sent', async (t) => {
  const { invite, pass, run, reminded } = world({ rules: undefined })
  await invite(1)
  pass(3 * DAY_MS)
  t.strictSame(await run(), { requested: 0, failed: 0 })
  t.equal(reminded(), 0)
})

t.test('a run is for the clients of one platform', async (t) => {
  const { invite, pass, run } = world()
  await invite(1)
  pass(3 * DAY_MS)
  t.strictSame(await run('another'), { requested: 0, failed: 0 })
  t.strictSame(await run(), { requested: 1, failed: 0 })
})

t.test('an email is requested in the name of the job', async (t) => {
  const { invite, pass, run, store } = world()
  await invite(1)
  pass(14 * DAY_MS)
  await run()
  t.match(store.audit.at(-1), { type: 'token_issued', actor: 'job:follow-ups', requestId: 'job-1' })
})
