import type { Act } from './act.ts'
import type { Opening } from './token-repository.ts'

/** What a client is told by email without a link in it: so that somebody else's use of its link is noticed. */
export type NoticeKind = 'second_browser' | 'completed'

/** What notices to clients need to have stored. Every method is one transaction. */
export interface NoticeRepository {
  /**
   * Notes that a browser has opened the token, and has the client told if `browserOpened` in the domain says so. Nothing
   * is kept of the browser but the hash of a random id that it made for itself.
   */
  noteBrowser(tokenId: string, browserHash: Uint8Array): Promise<void>

  /** Whom a notice about this token goes to; `undefined` when the client was erased. */
  find(tokenId: string): Promise<Pick<Opening, 'client' | 'token'> | undefined>

  /** Notes in the audit trail that the client was told. */
  recordNotice(tokenId: string, kind: NoticeKind, act: Act): Promise<void>
}
