/** A secret that is handed out once, and the hash under which it is stored and looked up. */
interface MintedSecret {
  readonly secret: string
  readonly hash: Uint8Array
}

/** Makes and recognises the random strings that open something. */
export interface Secrets {
  /** A fresh link secret, `obt_…`. */
  mintLinkSecret(): MintedSecret

  /** The hash of a link secret, or `undefined` when the string cannot be one. */
  hashLinkSecret(secret: string): Uint8Array | undefined

  /** A fresh state for one link attempt: the secret in our return and refresh URLs. */
  mintState(): MintedSecret

  /** The hash of a state, or `undefined` when the string cannot be one. */
  hashState(state: string): Uint8Array | undefined

  /** The hash of a random id that a browser made for itself. */
  hashBrowser(browser: string): Uint8Array

  /** A fresh key of the admin API, `obk_<id>_…`, and its id, which is no secret. */
  mintApiKey(): MintedSecret & { readonly id: string }

  /** Which key a credential says it is, and its hash; `undefined` when the string cannot be a key. */
  readApiKey(credential: string): { readonly id: string; readonly hash: Uint8Array } | undefined

  /** Whether two hashes are the same; how long it takes does not tell where they differ. */
  isSameHash(one: Uint8Array, other: Uint8Array): boolean

  /** A fresh id for a client or a token, greater than those before it. Ids are no secrets. */
  newId(): string
}
