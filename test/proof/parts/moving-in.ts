import { stripeClient } from '../../../src/adapters/stripe/payment-providers.ts'
import type { AccountStateChange, HeldAccount } from '#stripe-simulator'
import { randomNumbers } from '../../../packages/stripe-simulator/src/support/random-numbers.ts'
import { existingAccount } from '../../support/existing-account.ts'
import { importedUntil } from '../../support/imported-until.ts'
import { served } from '../../support/served.ts'
import { environmentFor } from '../../support/service.ts'
import { type Stage, stage as setStage } from '../../support/stage.ts'
import { closingAll, missedFloors, type ProofPart } from '../frame.ts'
import { tally, unless } from '../tally.ts'

const ACCOUNTS = { small: 120, full: 2000 }

/** What Stripe allows a sandbox, in all; and what the service takes of it. */
const STRIPE_PER_SECOND = 25
const REQUESTS_PER_SECOND = 20

/** How many calls an account may cost, those of the run that was killed included. */
const CALLS_PER_ACCOUNT = 1.2

/** The states of the accounts, what the service makes of each, and whether its client gets a link. */
const STATES: readonly (readonly [AccountStateChange, readiness: string, link: boolean])[] = [
  [{ outcome: 'complete' }, 'active', false],
  [{}, 'onboarding', true],
  [{ outcome: 'needs_more' }, 'action_required', true],
  [{ outcome: 'under_review' }, 'under_review', false],
  [{ outcome: 'reject' }, 'rejected', false],
]

interface Existing {
  readonly accountId: string
  readonly api: 'v1' | 'v2'
  readonly readiness: string
  readonly link: boolean
}

/** T15: a platform moves in. The import is killed in its middle and sent again, under the other setting of the API. */
export const movingIn: ProofPart = {
  id: 'T15',
  claim:
    'A file of clients and their accounts, of both generations and in every state, is imported once although the process is killed in the middle: every client has its account and its readiness, no account is there twice, and Stripe is called 1.2 times for each account at most and never above its limit.',
  run: ({ size, seed, say }) =>
    closingAll(async (t) => {
      const all = tally()
      const stage = await setStage(t)
      const existing = await accountsAtStripe(stage, ACCOUNTS[size], randomNumbers(seed))
      const file = ['name,email,externalId,accountId', ...existing.map(lineOf)].join('\n')
      await stage.simulator.setRateLimit(null, STRIPE_PER_SECOND)
      const before = (await stage.simulator.calls()).length
      const start = (api: 'v1' | 'v2') =>
        served(t, {
          ...environmentFor({ databaseUrl: stage.databaseUrl, stripeUrl: stage.stripe.url }),
          STRIPE_REQUESTS_PER_SECOND: String(REQUESTS_PER_SECOND),
          STRIPE_ACCOUNTS_API: api,
        })

      const first = await start('v2')
      const seen = await importedUntil(first.url, file, (lines) => {
        if (lines === Math.floor(existing.length / 2)) first.kill('SIGKILL')
      })
      await first.exited
      const stored = await storedAccounts(stage)
      all.hit('accounts before the kill', stored.length)
      say(`killed after ${seen.length} lines, with ${stored.length} accounts stored`)

      const second = await start('v1')
      const answers = await importedUntil(second.url, file)
      all.found('second run', secondRun(answers, existing.length, stored.length))
      all.found('accounts', await wrongAccounts(stage, existing))
      all.found('links', await wrongLinks(stage, existing))

      const calls = (await stage.simulator.calls()).slice(before)
      all.hit('accounts', existing.length)
      all.hit('calls to Stripe', calls.length)
      all.found('calls', [
        ...unless(
          calls.length <= CALLS_PER_ACCOUNT * existing.length,
          `${calls.length} for ${existing.length} accounts`,
        ),
        ...unless(!calls.some(({ status }) => status === 429), 'one was above the limit'),
        ...unless(!calls.some(({ route }) => route === 'accounts.create'), 'an account was created'),
      ])
      const violations = [
        ...all.violations,
        ...missedFloors(all.counts, { 'accounts before the kill': existing.length / 4 }),
      ]
      return { counts: all.counts, violations, seed }
    }),
}

const lineOf = ({ accountId }: Existing, n: number) => `Client ${n},client-${n}@example.com,crm-${n},${accountId}`

async function accountsAtStripe(
  { simulator, stripe }: Stage,
  count: number,
  random: () => number,
): Promise<Existing[]> {
  const client = stripeClient({ secretKey: 'sk_test_0123456789', apiBase: stripe.url })
  const existing: Existing[] = []
  for (let n = 0; n < count; n += 1) {
    const api = random() < 0.5 ? 'v1' : 'v2'
    const [change, readiness, link] = STATES[Math.floor(random() * STATES.length)] ?? STATES[0]!
    const accountId = await existingAccount(stripe.url, api, { client })
    await simulator.setAccountState(accountId, change)
    existing.push({ accountId, api, readiness, link })
  }
  return existing
}

interface Stored {
  readonly id: string
  readonly external_id: string
  readonly api: string
  readonly readiness: string
}

async function storedAccounts({ db }: Stage): Promise<Stored[]> {
  const { rows } = await db.query<Stored>(
    `select a.id, c.external_id, a.terms->'reference'->>'api' as api, o.readiness
     from accounts a join clients c on c.id = a.client_id join onboardings o on o.client_id = a.client_id`,
  )
  return rows
}

/** The second run imports what the first did not, and says of the rest that it is there. */
function secondRun(answers: readonly object[], lines: number, stored: number): string[] {
  const { summary } = answers.at(-1) as { summary?: Record<string, unknown> }
  return [
    ...unless(answers.length === lines + 1, `${answers.length - 1} of ${lines} lines were answered`),
    ...unless(summary?.['exists'] === stored, `${String(summary?.['exists'])} of ${stored} stored lines are unchanged`),
    ...unless(summary?.['created'] === lines - stored, `${String(summary?.['created'])} lines were imported`),
  ]
}

async function wrongAccounts(stage: Stage, existing: readonly Existing[]): Promise<string[]> {
  const stored = new Map((await storedAccounts(stage)).map((account) => [account.id, account]))
  const held: readonly HeldAccount[] = await stage.simulator.accounts()
  return [
    ...unless(held.length === existing.length, `${held.length} accounts are at Stripe`),
    ...unless(stored.size === existing.length, `${stored.size} accounts are stored`),
    ...existing.flatMap(({ accountId, api, readiness }, n) => {
      const account = stored.get(accountId)
      const is = `${account?.external_id} ${account?.api} ${account?.readiness}`
      const shouldBe = `crm-${n} stripe-${api} ${readiness}`
      return unless(is === shouldBe, `${accountId} is ${is}, not ${shouldBe}`)
    }),
  ]
}

/** Who has something to do has a link, with the purpose `update`; no one else has. */
async function wrongLinks({ db }: Stage, existing: readonly Existing[]): Promise<string[]> {
  const { rows } = await db.query<{ account: string; purpose: string }>(
    `select a.id as account, t.purpose from accounts a
     join onboarding_tokens t on t.client_id = a.client_id join token_secrets s on s.token_id = t.id`,
  )
  const links = new Map(rows.map(({ account, purpose }) => [account, purpose]))
  return existing.flatMap(({ accountId, readiness, link }) => {
    const purpose = links.get(accountId)
    return unless(purpose === (link ? 'update' : undefined), `${accountId}, ${readiness}: ${purpose ?? 'no link'}`)
  })
}
