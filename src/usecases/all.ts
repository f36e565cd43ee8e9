import type { AccountRepository } from '../ports/account-repository.ts'
import type { ApiKeyRepository } from '../ports/api-key-repository.ts'
import type { ClientRepository } from '../ports/client-repository.ts'
import type { EventInbox } from '../ports/event-inbox.ts'
import type { LinkMailRepository } from '../ports/link-mail-repository.ts'
import type { Log } from '../ports/log.ts'
import type { NoticeRepository } from '../ports/notice-repository.ts'
import type { PaymentProvider } from '../ports/payment-provider.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { TokenRepository } from '../ports/token-repository.ts'
import { askAboutAccount } from './ask-about-account.ts'
import { authenticate } from './authenticate.ts'
import { changeClient } from './change-client.ts'
import { createAccount } from './create-account.ts'
import { createApiKey } from './create-api-key.ts'
import { eraseClient } from './erase-client.ts'
import { importClients } from './import-clients.ts'
import { inviteClient } from './invite-client.ts'
import { issueToken } from './issue-token.ts'
import { listApiKeys } from './list-api-keys.ts'
import { listClients } from './list-clients.ts'
import { lookAtAccount } from './look-at-account.ts'
import { lookAtQuietAccounts } from './look-at-quiet-accounts.ts'
import { openLink, openToken, type WaysBack } from './open-link.ts'
import { previewLink } from './preview-link.ts'
import { processEvent } from './process-event.ts'
import { receiveEvent } from './receive-event.ts'
import { reconcile } from './reconcile.ts'
import { refreshLink, type RefreshMode } from './refresh-link.ts'
import { requestNewLink } from './request-new-link.ts'
import { returnFromProvider } from './return-from-provider.ts'
import { revokeApiKey } from './revoke-api-key.ts'
import { revokeToken } from './revoke-token.ts'
import { sendLinkMail, type Mailing } from './send-link-mail.ts'
import { sendNotice } from './send-notice.ts'
import { settleIntent } from './settle-intent.ts'
import { showClient } from './show-client.ts'
import { syncClient } from './sync-client.ts'

interface Needs {
  readonly clients: ClientRepository
  readonly tokens: TokenRepository
  readonly accounts: AccountRepository
  readonly apiKeys: ApiKeyRepository
  readonly inbox: EventInbox
  readonly linkMails: LinkMailRepository
  readonly notices: NoticeRepository
  readonly provider: PaymentProvider
  readonly secrets: Secrets
  readonly log: Log
  readonly waysBack: WaysBack
  /** Gives up on the provider when it fires; a new one for each thing that is done. */
  readonly deadline: () => AbortSignal
  /** Counts a fresh link for a token at the provider's request, and says whether those are too many. */
  readonly isRefreshedTooOften: (tokenId: string) => Promise<boolean>
  readonly refreshMode: RefreshMode
  /** Whether we move real money. */
  readonly livemode: boolean
  /** The capabilities that a new account is asked for; absent: what the provider's adapter thinks best. */
  readonly capabilities?: readonly string[]
  /** How links are mailed; absent where no mails are sent. */
  readonly mailing?: Mailing | undefined
}

export type UseCases = ReturnType<typeof allUseCases>

/** All that the service does, over its ports. */
export function allUseCases(needs: Needs) {
  const ask = askAboutAccount(needs)
  const look = lookAtAccount({ ...needs, ask })
  const settle = settleIntent({ ...needs, accountFor: createAccount(needs) })
  const open = openToken({ ...needs, look })
  const invite = inviteClient(needs)
  return {
    inviteClient: invite,
    importClients: importClients({ ...needs, invite }),
    listClients: listClients(needs),
    showClient: showClient(needs),
    changeClient: changeClient(needs),
    eraseClient: eraseClient(needs),
    syncClient: syncClient({ ...needs, look }),
    issueToken: issueToken(needs),
    revokeToken: revokeToken(needs),
    requestNewLink: requestNewLink({ ...needs, mailing: needs.mailing }),
    sendLinkMail: needs.mailing && sendLinkMail({ ...needs, ...needs.mailing }),
    sendNotice: needs.mailing && sendNotice({ ...needs, ...needs.mailing }),
    previewLink: previewLink(needs),
    openLink: openLink({ ...needs, open }),
    returnFromProvider: returnFromProvider({ ...needs, look }),
    refreshLink: refreshLink({ ...needs, look, open }),
    receiveEvent: receiveEvent(needs),
    processEvent: processEvent({ ...needs, look }),
    lookAtQuietAccounts: lookAtQuietAccounts({ ...needs, look, settle }),
    reconcile: reconcile({ ...needs, ask, look, settle }),
    authenticate: authenticate(needs),
    createApiKey: createApiKey(needs),
    listApiKeys: listApiKeys(needs),
    revokeApiKey: revokeApiKey(needs),
  }
}
