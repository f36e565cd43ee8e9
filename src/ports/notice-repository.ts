import type { Act } from './act.ts'
import type { Opening } from './token-repository.ts'

/** What a client is told by email without a link in it: so that somebody else's use of its link is noticed. */
export type NoticeKind = 'second_browser' | 'completed'

/** What notices to clients need to have stored. Every method is one transaction. */
export interface NoticeRepository {
  /** Whom a notice about this token goes to; `undefined` when the client was erased. */
  find(tokenId: string): Promise<Pick<Opening, 'client' | 'token'> | undefined>

  /** Notes in the audit trail that the client was told. */
  recordNotice(tokenId: string, kind: NoticeKind, act: Act): Promise<void>
}
