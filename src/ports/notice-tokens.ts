/** What a notice token says. */
interface NoticeClaim {
  readonly clientId: string
  readonly expiresAt: Date
}

/** Tokens with which a browser reads the notice of one client, and nothing else. They are signed, and not stored. */
export interface NoticeTokens {
  /** A token of this claim, `obn_…`, whose time of expiry is cut to whole seconds. */
  sign(claim: NoticeClaim): string

  /** The claim of a token that `sign` has made; `undefined` of any other text. An expired token has its claim still. */
  read(token: string): NoticeClaim | undefined
}
