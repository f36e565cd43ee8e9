import type { AccountFacts, AccountHold, AccountSnapshot, CapabilityStatus } from '../../../src/domain/account.ts'
import type { Ask } from '../../../src/domain/ask.ts'
import { decideAccountRefreshed, decideAdoption, decideIntent } from '../../../src/domain/decide-account.ts'
import { decideFollowUp, decideReminder, type FollowUp } from '../../../src/domain/decide-follow-up.ts'
import type { FollowUpRules } from '../../../src/domain/follow-up.ts'
import type { ClientChange } from '../../../src/domain/client.ts'
import { decideChange, decideErasure } from '../../../src/domain/decide-client.ts'
import { decideAdmission, decideCodeNotSent, decideCodeSending } from '../../../src/domain/decide-confirmation.ts'
import { decideLinkRequest } from '../../../src/domain/decide-link-request.ts'
import { decideManaged } from '../../../src/domain/decide-management.ts'
import { decideReminders } from '../../../src/domain/decide-reminders.ts'
import { decideReset } from '../../../src/domain/decide-reset.ts'
import { openIntent } from '../../support/open-intent.ts'
import {
  decideContinuation,
  decideIntentChange,
  decideLinkCreated,
  decideProviderFailed,
  decideRefreshRestored,
  decideRefreshUse,
  type CreatedAccount,
  type IntentChange,
} from '../../../src/domain/decide-link.ts'
import {
  decideEmailedSecret,
  decideExtension,
  decideIssue,
  decideRenewal,
  decideRevocation,
  decideSecret,
  type NewToken,
} from '../../../src/domain/decide-token.ts'
import { decideForgetting, USUAL_RETENTION } from '../../../src/domain/retention.ts'
import type { OnboardingEvent } from '../../../src/domain/onboarding-event.ts'
import { evolve, latestToken, type Decision, type Onboarding } from '../../../src/domain/onboarding.ts'
import type { ProviderFailure } from '../../../src/domain/provider-failure.ts'
import type { Random } from './random.ts'
import { NEW_ACCOUNTS, TERMS } from '../../support/terms.ts'
import type { AccountTerms } from '../../../src/domain/account-terms.ts'

/** What is decided on: the onboarding, when, and the refresh state that it was loaded by, if it was. */
interface At {
  readonly state: Onboarding
  readonly now: Date
  readonly refreshHash: Uint8Array | undefined
}

type Deed = (at: At, random: Random) => Decision<unknown>

const nothing = { events: [], result: undefined }

export const newToken = (random: Random): NewToken => ({
  tokenId: random.uuid(),
  // Some expire while the history goes on.
  lifetimeMs: random.pick([5, 40, 60_000, 3_600_000, 1_234_567.5]),
  ...(random.chance(0.7) && { secretHash: random.hash() }),
  ...(random.chance(0.3) && { sendsEmail: true }),
})

const anyToken = ({ state }: At, random: Random): string => random.pick(state.tokens).id

const failureOf = (random: Random): ProviderFailure => ({
  operation: random.pick(['create_account', 'create_account_link', 'retrieve_account', 'find_account']),
  outcome: random.pick(['unknown', 'key_spent', 'refused', 'account_unavailable']),
  code: random.word(),
  ...(random.chance(0.5) && { requestId: `req_${random.word()}` }),
  ...(random.chance(0.3) && { retryAfterSeconds: random.below(60) }),
  ...(random.chance(0.3) && { advice: random.word() }),
})

const HOLDS: readonly AccountHold[] = ['disconnected', 'rejected', 'client_action', 'provider_review', 'paused']

const CAPABILITY_STATUSES: readonly CapabilityStatus[] = ['active', 'pending', 'restricted', 'rejected', 'unsupported']

const askOf = (random: Random): Ask => ({
  what: random.word(),
  from: random.pick(['client', 'provider']),
  due: random.pick(['later', 'now', 'overdue']),
  ...(random.chance(0.3) && { by: new Date(1_800_000_000_000 + random.below(1e9)) }),
  ...(random.chance(0.3) && { error: random.word() }),
})

/** Accounts that facts that are picked one by one hardly ever make. */
const RARE: readonly Omit<AccountFacts, 'accountId'>[] = [
  { submitted: true, capabilities: { payouts: 'pending', transfers: 'pending' }, asks: [] },
  { submitted: true, capabilities: { payouts: 'active', transfers: 'active' }, asks: [], hold: 'disconnected' },
]

function factsOf(accountId: string, random: Random): AccountFacts {
  if (random.chance(0.15)) return { accountId, ...random.pick(RARE) }
  const hold = random.maybe(() => random.pick(HOLDS))
  return {
    accountId,
    submitted: random.chance(0.5),
    // Statuses that are picked one by one hardly ever make an account that is ready.
    capabilities: random.chance(0.2)
      ? { payouts: 'active', transfers: 'active' }
      : {
          payouts: random.pick(CAPABILITY_STATUSES),
          ...(random.chance(0.8) && { transfers: random.pick(CAPABILITY_STATUSES) }),
        },
    ...(hold && { hold }),
    ...(hold && random.chance(0.5) && { holdReason: random.word() }),
    asks: Array.from({ length: random.below(3) }, () => askOf(random)),
  }
}

function snapshotOf({ state, now }: At, random: Random): AccountSnapshot {
  const accountId = state.account?.snapshot.accountId ?? `acct_${random.uuid()}`
  return { ...factsOf(accountId, random), fetchedAt: new Date(now.getTime() + random.below(40) - 10) }
}

/** Terms of any kind; those of an intent that another platform left are never tried again, so most are ours. */
const termsOf = (random: Random): AccountTerms => ({
  ...TERMS,
  template: random.below(9) + 1,
  shape: { ...TERMS.shape, capabilities: [random.word()], agreement: random.pick(['full', 'recipient']) },
})

const created = (at: At, random: Random): CreatedAccount => ({
  snapshot: snapshotOf(at, random),
  generation: at.state.intent?.generation ?? 1,
  terms: termsOf(random),
})

function intentChange({ state: { intent } }: At, random: Random): IntentChange | undefined {
  if (intent?.status !== 'open' && intent?.status !== 'settling') return undefined
  return { intent, to: random.pick(['settle', 'close']) }
}

/** What happens to the codes of a link. A code that is typed is the right one now and then. */
const codes: Deed = (at, random) => {
  const { id: tokenId, confirmation } = latestToken(at.state)
  const visitor = { heldTokenId: tokenId, browser: random.maybe(() => random.word()) }
  if (confirmation?.code === undefined || random.chance(0.1)) {
    return decideCodeSending(at.state, at.now, { ...visitor, hash: random.word() }, ASKING)
  }
  if (random.chance(0.25)) return decideCodeNotSent(at.state, { tokenId, hash: confirmation.code.hash })
  return decideAdmission(at.state, at.now, { ...visitor, isCode: () => random.chance(0.5) }, ASKING)
}

const ASKING = { asksForCode: true }

const acceptanceOf = (random: Random) =>
  random.maybe(() => ({ version: random.pick(['1', '2']), ...(random.chance(0.7) && { address: '192.0.2.1' }) }))

/** Everything that can happen to an onboarding, decided by the domain as it is in the service. */
const DEEDS: readonly (readonly [share: number, deed: Deed])[] = [
  [
    2,
    ({ state }, random) =>
      decideChange(state, {
        ...(random.chance(0.5) && { name: `Ada ${random.word()}` }),
        ...(random.chance(0.4) && { email: `${random.uuid()}@Example.com` }),
        ...(random.chance(0.5) && { country: random.pick(['DE', 'FR', null]) }),
        ...random.pick<ClientChange>([
          {},
          { locale: 'pt-BR', returnUrl: 'https://app.example.com/' },
          { locale: null, returnUrl: null },
          { metadata: { plan: 'pro', tier: '1' } },
          { metadata: { plan: '', tier: '2' } },
          { metadata: null },
        ]),
        ...(random.chance(0.5) && { reminders: random.pick(['on', 'off'] as const) }),
      }),
  ],
  [1.5, ({ state }, random) => decideReminders(state, random.pick(['on', 'off']))],
  [0.4, ({ state }) => decideErasure(state)],
  [3, ({ state }, random) => decideIssue(state, newToken(random), random.pick(['staff', 'client']))],
  [
    2,
    (at, random) =>
      decideRenewal(at.state, at.now, {
        heldTokenId: anyToken(at, random),
        token: random.maybe(() => newToken(random), 0.8),
      }),
  ],
  [
    2,
    (at, random) => {
      const heldTokenId = anyToken(at, random)
      const [browser] = at.state.tokens.find(({ id }) => id === heldTokenId)?.browsers ?? []
      return decideContinuation(at.state, at.now, { heldTokenId, browser, tokenId: random.uuid() })
    },
  ],
  [2, (at, random) => decideLinkRequest(at.state, at.now, newToken(random))],
  [1, (at, random) => decideSecret(anyToken(at, random), random.hash())],
  [
    2,
    (at, random) =>
      decideEmailedSecret(at.state, at.now, {
        tokenId: anyToken(at, random),
        kind: random.pick(['link', 'reminder']),
        secretHash: random.hash(),
        stopHash: random.hash(),
      }),
  ],
  [
    1,
    (at, random) =>
      decideRevocation(at.state, at.now, {
        tokenId: anyToken(at, random),
        reason: random.pick(['operator', 'account_reset']),
      }),
  ],
  [
    1,
    (at, random) =>
      decideExtension(at.state, at.now, {
        tokenId: anyToken(at, random),
        lifetimeMs: random.pick([5, 40, 60_000, 7_200_000, 1_234_567.5]),
      }),
  ],
  [0.5, ({ state, now }, random) => decideReminder(state, { now, tokenId: random.uuid() })],
  [4, codes],
  // As if the past were long ago.
  [1, ({ state, now }) => decideForgetting(state, now, { ...USUAL_RETENTION, tokens: 0 })],
  [
    10,
    ({ state, now }, random) =>
      random.maybe(() => decideIntent(state, now, { newAccounts: NEW_ACCOUNTS })) ??
      openIntent(state, now, { ...NEW_ACCOUNTS, template: random.below(9) + 1 }),
  ],
  [
    8,
    (at, random) => {
      const change = intentChange(at, random)
      return change === undefined ? nothing : decideIntentChange(at.state, change)
    },
  ],
  [
    5,
    (at, random) => {
      const account = at.state.account?.snapshot.accountId
      // Most accounts come late, so that there are steps left for what happens to an intent before.
      if (account === undefined && random.chance(0.75)) return nothing
      const made = account === undefined || random.chance(0.1) ? created(at, random) : undefined
      const until = new Date(at.now.getTime() + random.below(600_000))
      const ways = random.chance(0.7)
        ? { stateHash: random.hash(), refreshHash: random.hash(), linkExpiresAt: until }
        : { sessionExpiresAt: until }
      const link = {
        accountId: account ?? made?.snapshot.accountId ?? '',
        ...ways,
        browser: random.maybe(() => Buffer.from(random.hash()).toString('hex'), 0.7),
      }
      const tokenId = at.state.tokens.at(-1)?.id ?? ''
      return decideLinkCreated(at.state, at.now, { tokenId, created: made, link, accepts: acceptanceOf(random) })
    },
  ],
  [
    3,
    (at, random) => {
      const tokenId = random.chance(0.7) ? (at.state.tokens.at(-1)?.id ?? '') : anyToken(at, random)
      // Whoever has an account in hand knows nothing more of the intent.
      const found = random.chance(0.1) ? { created: created(at, random) } : { intentChange: intentChange(at, random) }
      return decideProviderFailed(at.state, {
        ...{ tokenId, failure: failureOf(random), accepts: acceptanceOf(random) },
        ...found,
      })
    },
  ],
  [0.5, (at, random) => decideAdoption(at.state, created(at, random))],
  [0.6, ({ state }) => decideReset(state)],
  [
    0.5,
    ({ state }, random) => {
      const accountId = state.account?.snapshot.accountId
      if (accountId === undefined) return nothing
      const act = random.pick(['close', 'unreject', 'login_link'] as const)
      const done = random.chance(0.3) ? ({ act: 'reject', reason: 'fraud' } as const) : { act }
      return decideManaged(state, { accountId, ...done })
    },
  ],
  [
    4,
    (at, random) =>
      decideAccountRefreshed(
        at.state,
        {
          snapshot: snapshotOf(at, random),
          createdFor: random.maybe(() => ({ generation: at.state.intent?.generation ?? 1 }), 0.1),
        },
        random.maybe(() => followUpOf(at, random)),
      ),
  ],
  [3, (at, random) => decideFollowUp(at.state, followUpOf(at, random))],
  [
    1,
    (at, random) => ({
      events: [{ type: 'email_refused', tokenId: anyToken(at, random), kind: 'link', code: random.word() }],
      result: undefined,
    }),
  ],
  [
    25,
    ({ state, now, refreshHash }, random) => {
      if (refreshHash === undefined) return nothing
      const isUsed = state.attempt?.refreshedAt !== undefined
      return isUsed && random.chance(0.7)
        ? decideRefreshRestored(refreshHash)
        : decideRefreshUse(state, now, refreshHash)
    },
  ],
  [
    1,
    (at, random) => ({
      events: [
        {
          type: 'email_sent',
          tokenId: anyToken(at, random),
          kind: random.pick(['link', 'second_browser', 'completed']),
          emailId: random.uuid(),
        },
      ],
      result: undefined,
    }),
  ],
]

const RULES: FollowUpRules = {
  // Short, so that some become due while the history goes on.
  remindAfterMs: [1, 20, 60_000],
  sends: { action_required: true, deadline: true, done: true },
}

const followUpOf = ({ now }: At, random: Random): FollowUp => ({ rules: RULES, tokenId: random.uuid(), now })

const BAG = DEEDS.flatMap(([share, deed]) => Array.from({ length: share * 10 }, () => deed))

export interface Batch {
  readonly events: readonly OnboardingEvent[]
  readonly notAfter?: Date
}

/** So many things that happen one after the other, to be saved at once. */
export function batchOf(at: At, random: Random, most: number): Batch {
  const events: OnboardingEvent[] = []
  let { state } = at
  let notAfter: Date | undefined
  for (let left = 1 + random.below(most); left > 0; left -= 1) {
    const decided = random.pick(BAG)({ ...at, state }, random)
    for (const event of decided.events) state = evolve(state, event, at.now)
    events.push(...decided.events)
    if (decided.notAfter !== undefined && (notAfter === undefined || decided.notAfter < notAfter)) {
      ;({ notAfter } = decided)
    }
  }
  return { events, ...(notAfter && { notAfter }) }
}
