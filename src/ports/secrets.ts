/** A secret that is handed out once, and the hash that it is stored and looked up by. */
interface MintedSecret {
  readonly secret: string
  readonly hash: Uint8Array
}

/** Whom a code is for: it opens no other link, and nothing once the client has another address. */
export interface CodeHolder {
  readonly linkSecret: string
  readonly email: string
}

/** Mints secrets and ids, and hashes the secrets that callers present. */
export interface Secrets {
  /** A new link secret, `obt_…`. */
  mintLinkSecret(): MintedSecret

  /** The hash of a link secret, or `undefined` if the string cannot be one. */
  hashLinkSecret(secret: string): Uint8Array | undefined

  /** A new secret that stops reminders, `obs_…`. It opens no token. */
  mintStopSecret(): MintedSecret

  /** The hash of a stop secret, or `undefined` if the string cannot be one. */
  hashStopSecret(secret: string): Uint8Array | undefined

  /** The hash of a notice token, or `undefined` if the string cannot be one. */
  hashNoticeToken(token: string): Uint8Array | undefined

  /** A new state for one link attempt: the secret in our return and refresh URLs. */
  mintState(): MintedSecret

  /** The hash of a state, or `undefined` if the string cannot be one. */
  hashState(state: string): Uint8Array | undefined

  /** The hash of a random id that a browser generated. */
  hashBrowser(browser: string): Uint8Array

  /** A new code of six digits, for the holder of a link who has to read the client's email. */
  mintCode(): string

  /** The hash of a code for this holder, in hex. */
  hashCode(holder: CodeHolder, code: string): string

  /** A new key of the admin API, `obk_<id>_…`, and its id, which is not secret. */
  mintApiKey(): MintedSecret & { readonly id: string }

  /** The id and the hash of a presented key; `undefined` if the string cannot be a key. */
  readApiKey(credential: string): { readonly id: string; readonly hash: Uint8Array } | undefined

  /** Whether two hashes are equal, compared in constant time. */
  isSameHash(one: Uint8Array, other: Uint8Array): boolean

  /** A new id for a client or a token, greater than all earlier ones. Ids are not secret. */
  newId(): string
}
