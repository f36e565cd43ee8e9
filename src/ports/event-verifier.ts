/** An event that the provider signed. It only triggers a fetch of the account; its payload is not trusted. */
export interface ProviderEvent {
  readonly id: string
  readonly type: string
  /** `account`: a connected account has changed. `other`: an event that we ignore. */
  readonly kind: 'account' | 'other'
  readonly accountId?: string
  readonly livemode: boolean
  readonly createdAt: Date
}

/**
 * Why an event was refused. `clock`: one of our secrets signed it, but too long ago for this server's clock. `body`: one
 * of them signed it in another form, so something on the way has changed it. `secret`: none of them signed it, as far as
 * it shows.
 */
export type SignatureFault =
  | { readonly cause: 'clock'; readonly ageSeconds: number }
  | { readonly cause: 'body' | 'secret' }

/** Knows which events the provider has sent. */
export interface EventVerifier {
  /** Verifies and parses an event. `undefined` if the signature is invalid or too old. */
  verify(body: Uint8Array, signature: string): ProviderEvent | undefined

  /** Why `verify` has refused this event; for operators, never for the sender. */
  whyRefused(body: Uint8Array, signature: string): SignatureFault

  /**
   * Fetches which account a signed event without an `accountId` is about; `undefined` if it names none. Throws
   * `PaymentProviderError`.
   */
  accountOf(eventId: string, signal: AbortSignal): Promise<string | undefined>
}
