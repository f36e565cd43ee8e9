import type { AccountRepository } from '../../ports/account-repository.ts'
import type { ApiKeyRepository } from '../../ports/api-key-repository.ts'
import type { AuditTrail } from '../../ports/audit-trail.ts'
import type { ClientRepository } from '../../ports/client-repository.ts'
import type { EventInbox } from '../../ports/event-inbox.ts'
import type { LinkMailRepository } from '../../ports/link-mail-repository.ts'
import type { NoticeKind, NoticeRepository } from '../../ports/notice-repository.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { memoryAccountRepository } from './account-repository.ts'
import { memoryApiKeyRepository } from './api-key-repository.ts'
import { memoryAuditTrail } from './audit-trail.ts'
import { memoryClientRepository } from './client-repository.ts'
import { memoryEventInbox } from './event-inbox.ts'
import { memoryLinkMailRepository } from './link-mail-repository.ts'
import { memoryNoticeRepository } from './notice-repository.ts'
import { memoryStore } from './store.ts'
import { memoryTokenRepository } from './token-repository.ts'

/**
 * All repositories in this process, for tests and for looking at the use cases without a database. Each method runs to
 * its end without waiting, which is what a transaction is to the Postgres adapter. `now` is the database's clock; who
 * wants to see what is stored brings a store.
 */
export function memoryRepositories(
  clock: { now: () => Date },
  store = memoryStore(clock),
): {
  clients: ClientRepository
  tokens: TokenRepository
  accounts: AccountRepository
  inbox: EventInbox
  linkMails: LinkMailRepository
  notices: NoticeRepository
  auditTrail: AuditTrail
  apiKeys: ApiKeyRepository
  /** The tokens of which a link is to be mailed, oldest first: there is no queue in memory. */
  linkMailsWaiting: readonly string[]
  /** What clients are to be told, oldest first. */
  noticesWaiting: readonly { readonly kind: NoticeKind; readonly tokenId: string }[]
} {
  return {
    clients: memoryClientRepository(store),
    tokens: memoryTokenRepository(store),
    accounts: memoryAccountRepository(store),
    inbox: memoryEventInbox(store),
    linkMails: memoryLinkMailRepository(store),
    notices: memoryNoticeRepository(store),
    auditTrail: memoryAuditTrail(store),
    apiKeys: memoryApiKeyRepository(store),
    linkMailsWaiting: store.linkMails,
    noticesWaiting: store.notices,
  }
}
