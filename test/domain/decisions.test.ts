import t from 'tap'
import { decideAccountRefreshed, decideAdoption } from '../../src/domain/decide-account.ts'
import { decideChange, decideErasure, decideNamedCountry } from '../../src/domain/decide-client.ts'
import {
  decideContinuation,
  decideIntentChange,
  decideLinkCreated,
  decideProviderFailed,
  decideRefreshRestored,
  decideRefreshUse,
} from '../../src/domain/decide-link.ts'
import { decideLinkRequest } from '../../src/domain/decide-link-request.ts'
import { decideReminders } from '../../src/domain/decide-reminders.ts'
import {
  decideEmailedSecret,
  decideExtension,
  decideIssue,
  decideRenewal,
  decideRevocation,
  decideSecret,
} from '../../src/domain/decide-token.ts'
import type { TokenStatus } from '../../src/domain/onboarding-token.ts'
import type { Decision, Onboarding } from '../../src/domain/onboarding.ts'
import { decided, inOneLine, type Act } from '../support/decisions.ts'
import {
  after,
  BEFORE_EXPIRY,
  EMPTY_ACCOUNT,
  ERASED,
  EXPIRES_AT,
  FAILURE,
  hash,
  HOUR_MS,
  INTENTS,
  ISSUED_AT,
  keysOf,
  onboardingWith,
  PAST_EXPIRY,
  snapshotWith,
  tokenIn,
} from '../support/onboardings.ts'
import { openIntent } from '../support/open-intent.ts'
import { TERMS } from '../support/terms.ts'

/** A client that has an account and has submitted nothing, by the status of its only token; or what is left of one. */
type Situation = TokenStatus | 'pending past expiry' | 'in_progress past expiry' | 'erased'

const parts = {
  account: EMPTY_ACCOUNT,
  intent: INTENTS.done,
  attempt: { tokenId: 'token-1', handedOutAt: ISSUED_AT, refreshUntil: after(EXPIRES_AT, HOUR_MS) },
}
const browser = 'ab'
const withToken = (status: TokenStatus) =>
  onboardingWith({ ...parts, tokens: [{ ...tokenIn(status), browsers: [browser] }] })

const situations: Record<Situation, { state: Onboarding; now: Date }> = {
  pending: { state: withToken('pending'), now: BEFORE_EXPIRY },
  'pending past expiry': { state: withToken('pending'), now: PAST_EXPIRY },
  in_progress: { state: withToken('in_progress'), now: BEFORE_EXPIRY },
  'in_progress past expiry': { state: withToken('in_progress'), now: PAST_EXPIRY },
  completed: { state: withToken('completed'), now: BEFORE_EXPIRY },
  revoked: { state: withToken('revoked'), now: BEFORE_EXPIRY },
  erased: { state: { ...ERASED, ...parts }, now: BEFORE_EXPIRY },
}

const tokenId = 'token-1'
const newToken = { tokenId: 'token-2', lifetimeMs: HOUR_MS, secretHash: hash(9) }
const renewed = { tokenId: 'token-2', lifetimeMs: HOUR_MS }
const link = { accountId: 'acct_1', stateHash: hash(1), refreshHash: hash(2), linkExpiresAt: after(EXPIRES_AT, 1) }

const acts: Record<Act, (state: Onboarding, now: Date) => Decision<unknown>> = {
  decideChange: (state) => decideChange(state, { email: 'new@example.com' }),
  decideErasure: (state) => decideErasure(state),
  // The country is locked by the account; without one, see decide-client.test.ts.
  decideNamedCountry: (state, now) => decideNamedCountry(state, now, { tokenId, country: 'FR' }),
  decideIssue: (state) => decideIssue(state, newToken),
  decideRenewal: (state, now) => decideRenewal(state, now, { heldTokenId: tokenId, token: renewed }),
  decideLinkRequest: (state, now) => decideLinkRequest(state, now, renewed),
  decideSecret: () => decideSecret(tokenId, hash(9)),
  decideEmailedSecret: (state, now) =>
    decideEmailedSecret(state, now, { tokenId, kind: 'reminder', secretHash: hash(9), stopHash: hash(8) }),
  decideReminders: (state) => decideReminders(state, 'off'),
  decideExtension: (state, now) => decideExtension(state, now, { tokenId, lifetimeMs: 2 * HOUR_MS }),
  decideRevocation: (state, now) => decideRevocation(state, now, { tokenId, reason: 'operator' }),
  decideIntent: openIntent,
  decideAdoption: (state) => decideAdoption(state, { snapshot: snapshotWith(), generation: 2, terms: TERMS }),
  decideAccountRefreshed: (state) => decideAccountRefreshed(state, { snapshot: snapshotWith() }),
  decideLinkCreated: (state, now) => decideLinkCreated(state, now, { tokenId, link }),
  decideProviderFailed: (state) => decideProviderFailed(state, { tokenId, failure: FAILURE }),
  decideIntentChange: (state) => decideIntentChange(state, { intent: INTENTS.open, to: 'settle' }),
  decideContinuation: (state, now) =>
    decideContinuation(state, now, { heldTokenId: tokenId, browser, tokenId: 'token-2' }),
  decideRefreshUse: (state, now) => decideRefreshUse(state, now, hash(2)),
  decideRefreshRestored: () => decideRefreshRestored(hash(2)),
}

const always = (line: string): Record<Situation, string> => ({
  pending: line,
  'pending past expiry': line,
  in_progress: line,
  'in_progress past expiry': line,
  completed: line,
  revoked: line,
  erased: line,
})

/** The same for a token that is stored as open, expired or not. */
const open = (line: string) => ({
  pending: line,
  'pending past expiry': line,
  in_progress: line,
  'in_progress past expiry': line,
})

/** The same for each of the two open statuses, before and from the expiry on. */
const expiring = (before: string, past: string) => ({
  pending: before,
  'pending past expiry': past,
  in_progress: before,
  'in_progress past expiry': past,
})

/** Events and result of each act in each situation; a new status without its row, or a new act, fails tsc. */
const table: Record<Act, Record<Situation, string>> = {
  decideChange: {
    ...open('client_changed + token_revoked: changed'),
    completed: 'client_changed: changed',
    revoked: 'client_changed: changed',
    erased: 'nothing: unknown_client',
  },
  decideErasure: {
    ...open('token_revoked + client_erased: erased'),
    completed: 'client_erased: erased',
    revoked: 'client_erased: erased',
    erased: 'nothing: erased',
  },
  decideNamedCountry: always('nothing: undefined'),
  decideIssue: {
    ...open('token_revoked + token_issued + secret_added: issued'),
    completed: 'token_issued + secret_added: issued',
    revoked: 'token_issued + secret_added: issued',
    erased: 'nothing: unknown_client',
  },
  decideRenewal: {
    ...expiring(
      'new_link_requested: still_works',
      'new_link_requested + token_revoked + token_issued + email_requested: issued',
    ),
    completed: 'new_link_requested + token_issued + email_requested: issued',
    revoked: 'new_link_requested: withdrawn',
    erased: 'nothing: unknown_client',
  },
  decideLinkRequest: {
    ...expiring(
      'link_sent_again + email_requested: sent_again',
      'new_link_requested + token_revoked + token_issued + email_requested: issued',
    ),
    completed: 'new_link_requested + token_issued + email_requested: issued',
    revoked: 'new_link_requested: withdrawn',
    erased: 'nothing: unknown_client',
  },
  decideSecret: always('secret_added: added'),
  decideEmailedSecret: {
    ...expiring('secret_added + stop_secret_added: added', 'nothing: not_open'),
    completed: 'nothing: not_open',
    revoked: 'nothing: not_open',
    erased: 'nothing: not_open',
  },
  decideReminders: { ...always('reminders_stopped: known'), erased: 'nothing: unknown_client' },
  decideExtension: {
    ...open('token_extended: extended'),
    completed: 'nothing: completed',
    revoked: 'nothing: revoked',
    erased: 'nothing: revoked',
  },
  decideRevocation: {
    ...open('token_revoked: revoked'),
    completed: 'nothing: completed',
    revoked: 'nothing: revoked',
    erased: 'nothing: revoked',
  },
  decideIntent: {
    ...expiring('nothing: asked', 'nothing: refused'),
    completed: 'nothing: refused',
    revoked: 'nothing: refused',
    erased: 'nothing: refused',
  },
  decideAdoption: always('nothing: acct_1'),
  decideAccountRefreshed: {
    ...open('account_refreshed + readiness_changed + token_completed + email_requested: saved'),
    completed: 'account_refreshed + readiness_changed: saved',
    revoked: 'account_refreshed + readiness_changed: saved',
    erased: 'account_refreshed + readiness_changed: saved',
  },
  decideLinkCreated: {
    ...expiring('link_created: recorded', 'nothing: refused, expired'),
    completed: 'nothing: refused, completed',
    revoked: 'nothing: refused, revoked',
    erased: 'nothing: refused, revoked',
  },
  decideProviderFailed: {
    ...open('provider_failed: undefined'),
    completed: 'nothing: undefined',
    revoked: 'nothing: undefined',
    erased: 'nothing: undefined',
  },
  decideIntentChange: always('nothing: undefined'),
  decideContinuation: { ...always('nothing: undefined'), completed: 'token_issued: token-2' },
  decideRefreshUse: always('refresh_used: true'),
  decideRefreshRestored: always('refresh_restored: undefined'),
}

for (const act of keysOf(table)) {
  for (const situation of keysOf(situations)) {
    const line = table[act][situation]
    t.test(`${situation} + ${act} -> ${line}`, async (t) => {
      const { state, now } = situations[situation]
      t.equal(inOneLine(decided(state, now, acts[act])), line)
    })
  }
}
