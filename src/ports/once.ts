/**
 * A request that its sender may send again, because the answer was lost. What came of it is remembered for its actor
 * for 24 hours, in the transaction in which it happened; only hashes of what was sent are kept.
 */
export interface Once {
  /** The SHA-256 of the key under which the sender repeats the request. */
  readonly keyHash: Uint8Array
  /** The SHA-256 of all that the request asks for. */
  readonly fingerprint: Uint8Array
}

export type OnceRefused =
  /** Something else was asked for under this key. */
  | { readonly outcome: 'key_reused' }
  /** The same request is being done right now. */
  | { readonly outcome: 'in_flight' }
