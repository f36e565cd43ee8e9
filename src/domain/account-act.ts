/** Why a platform rejects an account. */
export type RejectReason = 'fraud' | 'terms_of_service' | 'credit' | 'other'

/** What staff do to an account at the provider. */
export type AccountAct =
  | { readonly act: 'close' }
  | { readonly act: 'reject'; readonly reason: RejectReason }
  | { readonly act: 'unreject' }
  | { readonly act: 'login_link' }
