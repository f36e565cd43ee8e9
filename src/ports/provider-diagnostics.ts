import type { Finding } from '../domain/diagnosis.ts'
import type { ReceiverStep } from '../domain/event-receivers.ts'
import type { Looked, ProviderSetup, ReceiverKind } from '../domain/provider-setup.ts'

/** The words for a finding, with the provider's own terms. */
export interface Explanation {
  /** One sentence: what was found. */
  readonly sentence: string
  /** What to do about it; absent if nothing. */
  readonly remedy?: string
  /** The provider's page on which to do it. */
  readonly page?: string
}

/** A receiver of events that was created, or repaired. */
export interface ReceiverMade {
  readonly id: string
  /** The secret that signs its events, which the provider shows only when it creates a receiver. */
  readonly secret?: string
}

/** Our set-up at the provider: looks at it, words it, and creates and repairs where the provider's events go. */
export interface ProviderDiagnostics {
  /**
   * Fetches everything about our set-up; creates and changes nothing. Look-ups that failed are part of the result. `apis`:
   * the names of the APIs whose accounts there are, and will be.
   */
  inspect(apis: readonly string[], signal: AbortSignal): Promise<Looked<ProviderSetup>>

  explain(finding: Finding): Explanation

  /** Creates or repairs a receiver of this kind for the URL. Throws `PaymentProviderError`. */
  makeReceiver(
    kind: ReceiverKind,
    step: Exclude<ReceiverStep, { step: 'none' }>,
    url: string,
    signal: AbortSignal,
  ): Promise<ReceiverMade>

  /**
   * Has the provider send an event to a receiver, and returns the id of the event; `undefined` if receivers of this kind
   * cannot be tried. Throws `PaymentProviderError`.
   */
  ping(kind: ReceiverKind, receiverId: string, signal: AbortSignal): Promise<string | undefined>
}
