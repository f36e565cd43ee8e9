import type { ProviderReference } from './account-terms.ts'
import type { DeliverySign } from './delivery-signs.ts'
import type { ReceiverFault } from './event-receivers.ts'
import type { PlatformFacts } from './provider-setup.ts'
import type { ProviderFailure } from './provider-failure.ts'

/**
 * How a check ended. `fault`: clients cannot be onboarded, or changes of their accounts go unnoticed. `warning`: it works,
 * but not as well as it could. `unknown`: it could not be checked.
 */
export type CheckOutcome = 'ok' | 'warning' | 'fault' | 'unknown'

export const CHECKS = [
  'key',
  'permissions',
  'connect',
  'accounts_api',
  'profiles',
  'branding',
  'urls',
  'event_receivers',
  'event_delivery',
  'clock',
  'mail',
  'embedding',
] as const

/** A part of the set-up. */
export type CheckId = (typeof CHECKS)[number]

/** Everything that a check can find, with the facts that its sentence needs. */
export interface FindingFacts {
  readonly key_works: PlatformFacts
  readonly key_fails: { readonly failure: ProviderFailure }
  readonly other_platform: { readonly own: ProviderReference; readonly stored: ProviderReference }
  readonly calls_allowed: { readonly isRestricted: boolean }
  readonly call_forbidden: { readonly what: string; readonly permission?: string }
  readonly connect_ready: object
  readonly connect_fails: { readonly failure: ProviderFailure }
  readonly accounts_api_ready: { readonly api: string }
  readonly accounts_api_fails: { readonly api: string; readonly failure: ProviderFailure }
  readonly profiles_accepted: { readonly names: readonly string[] }
  readonly profile_refused: { readonly profile: string; readonly at: string; readonly reason: string }
  readonly profile_doubtful: { readonly profile: string; readonly failure: ProviderFailure }
  readonly branding_complete: { readonly name: string }
  readonly branding_incomplete: { readonly missing: readonly ('name' | 'logo' | 'support address')[] }
  readonly urls_reachable: { readonly urls: readonly string[] }
  readonly url_not_encrypted: { readonly name: string; readonly url: string }
  readonly url_local: { readonly name: string; readonly url: string }
  readonly url_unreachable: { readonly name: string; readonly url: string; readonly code: string }
  readonly receivers_cover: { readonly kinds: readonly string[]; readonly url: string }
  readonly receiver_faulty: { readonly kind: string; readonly url: string } & ReceiverFault
  readonly receivers_unread: { readonly kind: string; readonly failure: ProviderFailure }
  readonly events_arrive: { readonly hasArrived: boolean }
  readonly events_refused: { readonly sign: DeliverySign; readonly count: number }
  readonly changes_unannounced: { readonly count: number }
  readonly ping_missing: { readonly reasons: readonly DeliverySign[] }
  readonly clock_right: object
  readonly clock_unknown: object
  readonly clock_wrong: { readonly aheadSeconds: number }
  readonly mail_ready: object
  readonly mail_off: object
  readonly mail_fails: { readonly code: string }
  readonly embedding_ready: object
  readonly embedding_off: object
  readonly embedding_without_key: object
  readonly embedding_simulated: object
  readonly store_unavailable: { readonly code: string }
}

export type Cause = keyof FindingFacts

/** What a check has found. */
export type Finding<C extends Cause = Cause> = {
  [K in C]: {
    readonly check: CheckId
    readonly outcome: CheckOutcome
    readonly cause: K
    readonly facts: FindingFacts[K]
  }
}[C]

/** Whether the set-up does what it is for, as far as it could be checked. */
export const isHealthy = (outcomes: readonly { readonly outcome: CheckOutcome }[]): boolean =>
  outcomes.every(({ outcome }) => outcome === 'ok' || outcome === 'warning')
