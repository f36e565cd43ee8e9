import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { SimulatorControl } from '#stripe-simulator'
import { isAccountLink } from '../../support/account-links.ts'
import { type Ask, asking } from '../../support/asking.ts'
import { type Answer, stuck } from '../../support/invariants.ts'
import { served } from '../../support/served.ts'
import { environmentFor, WEBHOOK_SECRET } from '../../support/service.ts'
import { accountEvent, signature } from '../../support/signed-events.ts'
import { type Invited, type Stage, stage as setStage } from '../../support/stage.ts'
import { closingAll, missedFloors, type ProofPart, type Teardown } from '../frame.ts'
import { tally, type Tally, unless } from '../tally.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How often each question is asked of each wrong clock, and how often each age is tried. */
const TIMES = { small: 1, full: 10 }

const SHIFTS: Readonly<Record<string, number>> = {
  '10 minutes behind': -10 * MINUTE,
  '10 minutes ahead': 10 * MINUTE,
  'a day behind': -DAY,
  'a day ahead': DAY,
}

/** Around the age at which Stripe forgets a key. */
const AGES_HOURS = { v1: [23, 24, 25], v2: [719, 720, 721] }

/** What became of the creation whose answer was lost. */
const OUTCOMES = { done: 'after', 'not done': 'before' } as const

/** T13: `serve` in processes that believe in another time, and keys that Stripe has forgotten. */
export const clocks: ProofPart = {
  id: 'T13',
  claim:
    "A clock of the service that is wrong by minutes or a day changes no decision about expiry, because the database's decides; and around the hour in which Stripe forgets the key, there is still one account.",
  run: ({ size, seed, say, deadline }) =>
    closingAll(async (t) => {
      const all = tally()
      const stage = await setStage(t)
      const services = await Promise.all(
        Object.entries(SHIFTS).map(
          async ([name, shift]) => [name, asking((await wrong(t, stage, shift)).url)] as const,
        ),
      )
      for (const [index, [name, ask]] of services.entries()) {
        // The next one is wrong in another way.
        const [, other = ask] = services[(index + 1) % services.length] ?? []
        for (let time = 0; time < TIMES[size] && !deadline.aborted; time += 1) {
          all.found(name, await decides(all, stage, ask, other))
          all.hit(`asked a clock that is ${name}`)
        }
        say(`${name}: ${all.violations.length} violations so far`)
      }

      for (const [api, ages] of Object.entries(AGES_HOURS)) {
        const service = await stage.instance({ STRIPE_ACCOUNTS_API: api })
        for (const hours of ages) {
          for (const [outcome, when] of Object.entries(OUTCOMES)) {
            for (let time = 0; time < TIMES[size] && !deadline.aborted; time += 1) {
              all.found(aged(api, hours, outcome), await forgotten(stage, service.open, hours, when))
              all.hit(aged(api, hours, outcome))
            }
          }
        }
      }
      const { counts, violations } = all
      const floors = [
        ...Object.keys(SHIFTS).map((name) => `asked a clock that is ${name}`),
        ...Object.entries(AGES_HOURS).flatMap(([api, ages]) =>
          ages.flatMap((hours) => Object.keys(OUTCOMES).map((outcome) => aged(api, hours, outcome))),
        ),
      ]
      violations.push(...missedFloors(counts, Object.fromEntries(floors.map((what) => [what, TIMES[size]]))))
      return { counts, violations, seed }
    }),
}

const aged = (api: string, hours: number, outcome: string) =>
  `a key of ${api} of ${hours} h, and the work was ${outcome}`

const wrong = (t: Teardown, stage: Stage, shiftMs: number) =>
  served(t, {
    ...environmentFor({ databaseUrl: stage.databaseUrl, stripeUrl: stage.stripe.url }),
    TOKEN_LIMIT_PER_MINUTE: '100000',
    ADMIN_LIMIT_PER_MINUTE: '1000000',
    CLOCK_SHIFT_MS: String(shiftMs),
    NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, '../../support/shifted-clock.ts')).href}`,
  })

/** One wrong clock is asked, and what it has begun is ended by another one that is wrong in another way. */
async function decides(all: Tally, stage: Stage, ask: Ask, other: Ask): Promise<string[]> {
  const [alive, dead, fresh] = (await stage.invite(3)) as [Invited, Invited, Invited]
  await stage.expireIn(alive, 60)
  await stage.expireIn(dead, -60)
  const found: string[] = []
  const expect = (what: string, answer: Answer | undefined, status: number, code?: string) => {
    const is = answer?.status === status && (code === undefined || answer.body['code'] === code)
    found.push(...unless(is, `${what}: ${answer?.status} ${answer?.text}`))
  }
  const open = ({ token }: Invited, by: Ask) => by('GET', `/api/v1/onboard-client?token=${token}`)
  const statusOf = async ({ clientId }: Invited, by: Ask) => {
    const shown = await by('GET', `/api/v1/clients/${clientId}`)
    return (shown?.body['onboarding'] as { status?: string } | undefined)?.status
  }

  expect('a token that lives for another minute', await open(alive, ask), 200)
  expect('a token that died a minute ago', await open(dead, ask), 410, 'TOKEN_EXPIRED')
  found.push(...unless((await statusOf(dead, ask)) === 'expired', 'staff does not see that it is expired'))
  found.push(...unless((await statusOf(alive, ask)) === 'in_progress', 'staff does not see that it is in progress'))

  const issued = await ask(
    'POST',
    `/api/v1/clients/${dead.clientId}/onboarding-tokens`,
    JSON.stringify({ expiresInHours: 1 }),
  )
  const { tokenId } = (issued?.body['onboarding'] ?? {}) as { tokenId?: string }
  const { rows } = await stage.db.query<{ right: boolean }>(
    `select expires_at between now() + interval '55 minutes' and now() + interval '61 minutes' as right
     from onboarding_tokens where id = $1`,
    [tokenId],
  )
  found.push(...unless(rows[0]?.right === true, 'a new token of an hour does not live for an hour'))

  // Begun by one, gone on with and ended by the other.
  expect('an opening', await open(fresh, ask), 200)
  expect('its repetition', await open(fresh, other), 200)
  const [account] = await stage.accountsOf(fresh.clientId)
  const lastLink = async () => (await stage.simulator.accountLinks()).findLast((link) => link.account === account?.id)
  const refreshed = await redirect(other, new URL((await lastLink())?.refresh_url ?? ''))
  found.push(...unless(isAccountLink(refreshed), `a refresh of a minute ago leads to ${refreshed}`))
  await stage.simulator.setAccountState(account?.id ?? '', { outcome: 'complete' })
  found.push(...(await event(all, ask, account?.id ?? '')))
  const returned = await redirect(ask, new URL((await lastLink())?.return_url ?? ''))
  found.push(...unless(returned.endsWith('/onboarding-success'), `the way back leads to ${returned}`))
  const status = await stage.tokenStatus(fresh.tokenId)
  return [
    ...found,
    ...unless(status === 'completed', `in the end the token is ${status}`),
    ...(await stage.violations([alive, dead, fresh])),
  ]
}

async function redirect(ask: Ask, { pathname, search }: URL): Promise<string> {
  const answer = await ask('GET', pathname + search)
  return answer?.headers.get('location') ?? `${answer?.status} ${answer?.text}`
}

/** Stripe signs with the right time: a clock that is ahead takes that for old, refuses, and Stripe sends it again. */
async function event(all: Tally, ask: Ask, accountId: string): Promise<string[]> {
  const body = JSON.stringify(accountEvent(accountId))
  const headers = { 'stripe-signature': signature(body, WEBHOOK_SECRET) }
  const answer = await ask('POST', '/api/v1/webhooks/stripe', body, headers)
  all.hit(`events answered with ${answer?.status}`)
  return unless(answer?.status === 200 || answer?.body['code'] === 'SIGNATURE_INVALID', `an event: ${answer?.text}`)
}

type Open = (token: string) => Promise<Answer>

/** Stripe is asked for an account, the answer is lost, and the client comes back so much later. */
async function forgotten(stage: Stage, open: Open, hours: number, when: 'before' | 'after'): Promise<string[]> {
  const [invited] = (await stage.invite(1)) as [Invited]
  const { simulator }: { simulator: SimulatorControl } = stage
  // The SDK tries a second time by itself.
  await simulator.faults.add({ route: 'accounts.create', times: 2, fault: { kind: 'reset', when } })
  const first = await open(invited.token)
  await simulator.clock.advance(hours * HOUR)
  await stage.ageIntent(invited.clientId, hours)
  // The client's token would have lived longer than that.
  await stage.expireIn(invited, 24 * 3600)
  await open(invited.token)
  // Stripe gets a minute to show an account before another one is made.
  await stage.ageSettling([invited.clientId])
  const found = await stuck(() => open(invited.token))
  const { length } = await stage.accountsOf(invited.clientId)
  return [
    ...unless(first.status === 502, `the answer was not lost: ${first.status}`),
    ...found,
    ...unless(length === 1, `${length} accounts at Stripe`),
    ...(await stage.violations([invited])),
  ]
}
