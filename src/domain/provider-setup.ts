import type { ProviderFailure } from './provider-failure.ts'

/** The answer to a question about our set-up, or why there is none. */
export type Looked<T> = { readonly found: T } | { readonly failure: ProviderFailure }

/** What the provider says about our platform. */
export interface PlatformFacts {
  readonly platformId: string
  readonly livemode: boolean
  /** The name that clients see on the provider's pages. */
  readonly name?: string
  readonly hasLogo: boolean
  /** Whether clients see how to reach the platform. */
  readonly hasSupportAddress: boolean
}

/** A kind of call that the service makes, tried with a request that changes nothing. */
export interface CallTried {
  /** Completes the sentence "The key may not …". */
  readonly what: string
  readonly isAllowed: boolean
  /** Whether the service does its work without it. */
  readonly isOptional: boolean
  /** The provider's name of the permission that is missing. */
  readonly permission?: string
}

/** An account profile, as far as it shows without creating an account. */
export interface ProfileLooked {
  readonly name: string
  /** What the provider accepts from no platform. `at`: the field to change; `reason` is read after it. */
  readonly faults: readonly { readonly at: string; readonly reason: string }[]
  /** What it accepts only from platforms that it has approved for it. */
  readonly doubts: readonly ProviderFailure[]
}

/** A place that the provider sends events to. */
export interface EventReceiver {
  readonly id: string
  readonly url: string
  readonly isEnabled: boolean
  readonly events: readonly string[]
  /** Whose events it gets. `unsaid`: the provider does not say. */
  readonly scope: 'accounts' | 'own_account' | 'unsaid'
  /** Whether it gets events in the form that goes with its kind. */
  readonly isRightForm: boolean
}

/** Receivers of one kind: those of one generation of events. */
export interface ReceiverKind {
  readonly kind: string
  /** The events that the service needs. */
  readonly events: readonly string[]
  readonly receivers: Looked<readonly EventReceiver[]>
}

/** Our set-up at the provider. */
export interface ProviderSetup {
  readonly platform: PlatformFacts
  /** Absent if the key may do everything. */
  readonly calls?: readonly CallTried[]
  /** Whether the platform may have accounts of others at all. */
  readonly connect: Looked<true>
  /** Whether new accounts may be created with the API that is configured. */
  readonly accountsApi: Looked<true>
  readonly profiles: readonly ProfileLooked[]
  readonly receivers: readonly ReceiverKind[]
  /** By how much this machine's clock is ahead of the provider's, in milliseconds. Absent if the provider does not say. */
  readonly clockAheadMs?: number
}
