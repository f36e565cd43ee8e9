import type { Act } from './act.ts'
import type { Opening } from './token-repository.ts'

/** What the sending of a token's link needs to have stored. Every method is one transaction. */
export interface LinkMailRepository {
  /** Gives a token one more link secret, and says what that opens; `undefined` when the token cannot be opened now. */
  addSecret(tokenId: string, secretHash: Uint8Array): Promise<Opening | undefined>

  /** Notes in the audit trail that a link of the token was mailed. */
  recordMailed(tokenId: string, act: Act): Promise<void>
}
