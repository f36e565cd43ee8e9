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

/** Knows which events the provider has sent. */
export interface EventVerifier {
  /** Verifies and parses an event. `undefined` if the signature is invalid or too old. */
  verify(body: Uint8Array, signature: string): ProviderEvent | undefined

  /**
   * Fetches which account a signed event without an `accountId` is about; `undefined` if it names none. Throws
   * `PaymentProviderError`.
   */
  accountOf(eventId: string, signal: AbortSignal): Promise<string | undefined>
}
