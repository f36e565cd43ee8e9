import type { CountryCure } from './account-profile.ts'
import { cured, type AccountTerms } from './account-terms.ts'
import type { Client, Prefill } from './client.ts'
import type { ProviderFailure } from './provider-failure.ts'

/** The client data that the account is created with. Frozen while the outcome of the creation is unknown. */
export interface AccountParameters {
  readonly email: string
  readonly name: string
  readonly country?: string
  readonly prefill?: Prefill
}

interface Numbered {
  readonly clientId: string
  /** 1, 2, … for each client. Part of the idempotency key and of the account's metadata. */
  readonly generation: number
  /**
   * The first generation since staff reset the account: accounts of earlier ones are detached for good. Absent if they
   * never did.
   */
  readonly firstGeneration?: number
}

/**
 * Our durable note "we are about to create this client's account".
 * - `open`: openings request the account under this generation's key until the outcome is known.
 * - `settling`: the key can no longer reveal the outcome. No account is requested; the provider's accounts are
 *   searched.
 * - `closed`: no account has been requested under this generation. The next opening freezes fresh parameters.
 * - `done`: the account is stored.
 * - `barred`: the client was erased before it had an account, so none may be created.
 */
export type AccountIntent = Numbered &
  (
    | {
        readonly status: 'open'
        readonly parameters: AccountParameters
        readonly terms: AccountTerms
        readonly openedAt: Date
        /** Number of openings that have requested the account under this generation, including the current one. */
        readonly tries: number
      }
    | {
        readonly status: 'settling'
        readonly parameters: AccountParameters
        readonly terms: AccountTerms
        readonly openedAt: Date
        readonly settlingSince: Date
      }
    | { readonly status: 'closed' }
    | { readonly status: 'done' }
    | { readonly status: 'barred' }
  )

export type OpenIntent = AccountIntent & { status: 'open' }
export type SettlingIntent = AccountIntent & { status: 'settling' }

const HOUR_MS = 3_600_000

/** What a provider promises about the past, in milliseconds. */
export interface ProviderMemory {
  /** For how long a request under an idempotency key cannot create a second account. */
  readonly keysMs: number
  /** How long it may take until a search finds an account that was just created. */
  readonly searchLagMs: number
}

/** How much earlier than the provider forgets a key we do: margin for clock skew and requests in flight. */
const KEY_MARGIN_MS = HOUR_MS

/**
 * The provider's clock may differ from ours, so the search starts this many milliseconds before the intent was opened.
 */
const CLOCK_MARGIN_MS = 5 * 60_000

/** The parameters that a client's account is created with, in this country. */
export function parametersFor({ email, name, prefill }: Client, country?: string): AccountParameters {
  return { email, name, ...(country !== undefined && { country }), ...(prefill && { prefill }) }
}

/**
 * The idempotency key of an intent. Every attempt, instance and token of one client and generation uses the same key.
 */
export function accountKey({ clientId, generation }: Numbered): string {
  return `account:${clientId}:${generation}`
}

/** Whether repeating the request under this intent's key still cannot create a second account. */
export function keyIsRemembered(intent: OpenIntent, now: Date, { keysMs }: ProviderMemory): boolean {
  return now.getTime() - intent.openedAt.getTime() < keysMs - KEY_MARGIN_MS
}

/**
 * What to do with an open intent after the creation of the account failed.
 * A refusal covers only its own request. If an earlier request under the same key had an unknown outcome, an account
 * may exist, and that must be settled before the next generation is requested.
 */
export function afterFailure(intent: OpenIntent, failure: ProviderFailure): 'keep' | 'settle' | 'close' {
  switch (failure.outcome) {
    case 'unknown':
    case 'other_platform':
      return 'keep'
    case 'key_spent':
      return 'settle'
    case 'refused':
    case 'account_unavailable':
      return intent.tries === 1 ? 'close' : 'settle'
  }
}

/** The cure of a refused request, for all accounts like it. `undefined` if there is none that these terms allow. */
export function cureFor({ terms, parameters }: OpenIntent, { cure }: ProviderFailure): CountryCure | undefined {
  if (cure === undefined || cured(terms.shape, cure) === undefined) return undefined
  return { profile: terms.shape.profile, country: parameters.country, cure }
}

/** The instant from which the provider's accounts must be searched for this intent's account. */
export function searchFrom(intent: SettlingIntent): Date {
  return new Date(intent.openedAt.getTime() - CLOCK_MARGIN_MS)
}

/** Milliseconds until a settling intent may be closed if the provider lists no account for it; 0 when it may be now. */
export function settlesInMs(intent: SettlingIntent, now: Date, { searchLagMs }: ProviderMemory): number {
  return Math.max(0, intent.settlingSince.getTime() + searchLagMs - now.getTime())
}

/** The domain events that change an intent. */
export type IntentEvent =
  | { readonly type: 'intent_opened'; readonly parameters: AccountParameters; readonly terms: AccountTerms }
  | { readonly type: 'intent_tried' | 'intent_settling' | 'intent_closed' | 'intent_barred' }
  | { readonly type: 'account_stored'; readonly generation: number }
  | { readonly type: 'account_detached' }

/** The intent after an event. Throws if the intent's status does not allow the event, which decisions never produce. */
export function evolveIntent(
  clientId: string,
  intent: AccountIntent | undefined,
  event: IntentEvent,
  at: Date,
): AccountIntent {
  const { generation = 1, firstGeneration } = intent ?? {}
  const numbered = { clientId, generation, ...(firstGeneration !== undefined && { firstGeneration }) }
  switch (event.type) {
    case 'intent_opened': {
      if (intent !== undefined && intent.status !== 'closed') break
      const { parameters, terms } = event
      return { ...numbered, status: 'open', parameters, terms, openedAt: at, tries: 1 }
    }
    case 'intent_tried':
      if (intent?.status !== 'open') break
      return { ...intent, tries: intent.tries + 1 }
    case 'intent_settling': {
      if (intent?.status !== 'open') break
      const { parameters, terms, openedAt } = intent
      return { ...numbered, status: 'settling', parameters, terms, openedAt, settlingSince: at }
    }
    case 'intent_closed':
      if (intent === undefined || !hasUnknownOutcome(intent)) break
      return { ...numbered, generation: generation + 1, status: 'closed' }
    case 'intent_barred':
      if (intent !== undefined && intent.status !== 'closed') break
      return { ...numbered, status: 'barred' }
    case 'account_stored':
      return { ...numbered, generation: event.generation, status: 'done' }
    case 'account_detached': {
      if (intent?.status !== 'done') break
      const next = generation + 1
      return { clientId, generation: next, firstGeneration: next, status: 'closed' }
    }
  }
  throw new Error(`${event.type} cannot happen to an intent that is ${intent?.status ?? 'not there'}`)
}

/** Whether the account that the intent requested may exist without our knowledge. */
export function hasUnknownOutcome(intent: AccountIntent | undefined): intent is OpenIntent | SettlingIntent {
  return intent?.status === 'open' || intent?.status === 'settling'
}

/** Whether an account of this generation was detached, or would have been if it had been known. */
export function isDetached(intent: AccountIntent | undefined, generation: number): boolean {
  return generation < (intent?.firstGeneration ?? 1)
}

/** Whether an account of this generation is the one that the intent waits for. */
export function awaits(intent: AccountIntent | undefined, generation: number): intent is OpenIntent | SettlingIntent {
  return hasUnknownOutcome(intent) && intent.generation === generation
}

/**
 * Whether a finding about an intent still applies to the stored intent, which may have changed since it was read. Only
 * the latest attempt may close an open intent, because a later attempt may have had a different outcome.
 */
export function isStillDecisive(
  stored: AccountIntent | undefined,
  read: OpenIntent | SettlingIntent,
  to: 'settle' | 'close',
) {
  if (stored?.status !== read.status || stored.generation !== read.generation) return false
  if (stored.status !== 'open' || read.status !== 'open') return to === 'close'
  return to === 'settle' || stored.tries === read.tries
}
