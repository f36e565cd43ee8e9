import type { AccountProfiles } from '../domain/account-profile.ts'
import type { AdmissionRules } from '../domain/decide-confirmation.ts'
import type { AccountFinder, AccountFinders } from '../ports/account-finder.ts'
import type { AlertBook } from '../ports/alert-book.ts'
import type { Alerting } from '../ports/alert-channel.ts'
import type { AuditTrail } from '../ports/audit-trail.ts'
import type { CountryCures } from '../ports/country-cures.ts'
import type { DeadJobs } from '../ports/dead-jobs.ts'
import type { DeliverySigns } from '../ports/delivery-signs.ts'
import type { EventFeed, FeedCursor } from '../ports/event-feed.ts'
import type { EmailPlan } from '../ports/email-plan.ts'
import type { EventInbox } from '../ports/event-inbox.ts'
import type { LinkRequests } from '../ports/link-requests.ts'
import type { Log } from '../ports/log.ts'
import type { OnboardingQueries } from '../ports/onboarding-queries.ts'
import type { RetentionRules } from '../domain/retention.ts'
import type { EventVerifier } from '../ports/event-verifier.ts'
import type { PaymentProviders } from '../ports/payment-provider.ts'
import type { ProviderDiagnostics } from '../ports/provider-diagnostics.ts'
import type { Reachability } from '../ports/reachability.ts'
import type { EndpointSecrets } from '../ports/endpoint-secrets.ts'
import type { OutgoingEvents } from '../ports/outgoing-events.ts'
import type { Receivers } from '../ports/receivers.ts'
import type { Retention } from '../ports/retention.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { TokenRepository } from '../ports/token-repository.ts'
import type { Controls } from './accounts/account-control.ts'
import type { WebhookEndpoints } from '../ports/webhook-endpoints.ts'
import { adoptAccount } from './accounts/adopt-account.ts'
import { checkPlatform } from './accounts/check-platform.ts'
import { createLoginLink } from './accounts/create-login-link.ts'
import { ensureAccount } from './accounts/ensure-account.ts'
import { fetchAccount } from './accounts/fetch-account.ts'
import { findAmong } from './accounts/find-among.ts'
import { findExistingAccount } from './accounts/find-existing-account.ts'
import { manageAccount } from './accounts/manage-account.ts'
import { obtainAccount } from './accounts/obtain-account.ts'
import { reconcile } from './accounts/reconcile.ts'
import { refreshAccount } from './accounts/refresh-account.ts'
import { refreshStaleAccounts } from './accounts/refresh-stale-accounts.ts'
import { resetAccount } from './accounts/reset-account.ts'
import { settleIntent } from './accounts/settle-intent.ts'
import { syncClient } from './accounts/sync-client.ts'
import { vetAccount } from './accounts/vet-account.ts'
import { warmUpAccount } from './accounts/warm-up-account.ts'
import { raiseAlerts } from './alerts/raise-alerts.ts'
import { sendAlert } from './alerts/send-alert.ts'
import { auditedImport } from './clients/audited-import.ts'
import { bulkUseCases } from './clients/bulk.ts'
import { changeClient } from './clients/change-client.ts'
import { enterWithAccount } from './clients/enter-with-account.ts'
import { countClients } from './clients/count-clients.ts'
import { eraseClient } from './clients/erase-client.ts'
import { extendToken } from './clients/extend-token.ts'
import { exportClientData } from './clients/export-client-data.ts'
import { exportClients } from './clients/export-clients.ts'
import { importAccountLine } from './clients/import-account-line.ts'
import { importClients } from './clients/import-clients.ts'
import type { ImportOptions } from './clients/import-outcome.ts'
import { inviteClient } from './clients/invite-client.ts'
import { issueToken } from './clients/issue-token.ts'
import { listClientEvents } from './clients/list-client-events.ts'
import { listClients } from './clients/list-clients.ts'
import { putClient } from './clients/put-client.ts'
import { revokeToken } from './clients/revoke-token.ts'
import { showClient } from './clients/show-client.ts'
import { emailUseCases } from './links/email-use-cases.ts'
import type { ReturnUrls } from './links/make-link.ts'
import type { Embeddable } from './links/make-session.ts'
import type { RefreshMode } from './links/refresh-link.ts'
import type { Mailing } from './links/send-link-email.ts'
import { setReminders } from './links/set-reminders.ts'
import { visitorUseCases } from './links/visitor-use-cases.ts'
import { noticeUseCases, type NoticeDependencies } from './notices/notices.ts'
import { deliveryUseCases } from './outgoing-events/deliveries.ts'
import { upkeepUseCases } from './upkeep.ts'
import { webhookEndpointUseCases } from './outgoing-events/webhook-endpoints.ts'
import { acceptEvent } from './provider-events/accept-event.ts'
import { fetchMissedEvents } from './provider-events/fetch-missed-events.ts'
import { processEvent } from './provider-events/process-event.ts'
import { receiveEvent } from './provider-events/receive-event.ts'
import { diagnose, type PlatformSetup } from './setup/diagnose.ts'
import { pingReceivers } from './setup/ping-receivers.ts'
import { setUpReceivers } from './setup/set-up-receivers.ts'

interface Dependencies extends NoticeDependencies {
  /** The id of the platform that these use cases work for. */
  readonly platform: string
  readonly tokens: TokenRepository
  readonly queries: OnboardingQueries
  readonly emailPlan: EmailPlan
  readonly linkRequests: LinkRequests
  readonly auditTrail: AuditTrail
  readonly inbox: EventInbox
  readonly deadJobs: DeadJobs
  readonly endpoints: WebhookEndpoints
  readonly outgoing: OutgoingEvents
  readonly receivers: Receivers
  readonly endpointSecrets: EndpointSecrets | undefined
  readonly retention: Retention
  readonly retentionRules: RetentionRules
  readonly providers: PaymentProviders
  /** Those whose calls go when no opening waits. Absent: `providers`. */
  readonly backgroundProviders?: PaymentProviders
  /** Finds accounts that exist. Absent: each provider is asked in turn (`findAmong`). */
  readonly finders?: AccountFinders
  /** Absent: accounts cannot be managed through this service. */
  readonly controls?: Controls
  /** Absent: no form of the provider can be part of the platform's own pages. */
  readonly embeddable?: Embeddable | undefined
  readonly verifier: EventVerifier
  readonly feed: EventFeed
  readonly feedCursor: FeedCursor
  readonly diagnostics: ProviderDiagnostics
  readonly reachability: Reachability
  readonly signs: DeliverySigns
  readonly pause: (ms: number) => Promise<void>
  /** The set-up that is checked. */
  readonly setup: PlatformSetup
  readonly secrets: Secrets
  readonly log: Log
  readonly returnUrls: ReturnUrls
  /** Creates the signal that aborts the provider calls of one operation. */
  readonly deadline: () => AbortSignal
  /** Counts a link refresh of a token, and returns whether the limit is exceeded. */
  readonly isRefreshedTooOften: (tokenId: string) => Promise<boolean>
  /** Counts a repetition of the request that issued a token, and returns whether the limit is exceeded. */
  readonly isRepeatedTooOften: (tokenId: string) => Promise<boolean>
  /** Counts a return from the provider's pages, and returns whether the limit is exceeded. */
  readonly isReturnedTooOften: (tokenId: string) => Promise<boolean>
  readonly refreshMode: RefreshMode
  /** Whether the service runs in live mode. */
  readonly livemode: boolean
  readonly cures: CountryCures
  /** The shapes of new accounts. */
  readonly profiles: AccountProfiles
  /** The origins of the pages that clients may be sent to when they return. */
  readonly returnOrigins: readonly string[]
  /** Whether a job creates the account of an invited client before it opens its link. */
  readonly warmsUpAccounts?: boolean
  readonly alertBook: AlertBook
  readonly alerting: Alerting
  /** How operators recognise the platform. */
  readonly platformName: string
  /** The settings of emails; absent if no emails are sent. */
  readonly mailing?: Mailing | undefined
  /** What the platform wants before a link is opened; absent: nothing. */
  readonly admission?: AdmissionRules | undefined
}

export type UseCases = ReturnType<typeof allUseCases>

/** All use cases of one platform, wired to its ports. They are reached through `useCasesByPlatform`. */
export function allUseCases(dependencies: Dependencies) {
  const { mailing } = dependencies
  const fetch = fetchAccount(dependencies)
  const refresh = refreshAccount({ ...dependencies, fetch })
  const obtain = obtainAccount({ ...dependencies, ensure: ensureAccount(dependencies) })
  const settle = settleIntent({ ...dependencies, obtain })
  const { limits } = dependencies.providers[0].traits
  const invite = inviteClient({ ...dependencies, limits })
  const change = changeClient({ ...dependencies, limits })
  const accept = acceptEvent(dependencies)
  const { adopt, withAccounts } = adoptions(dependencies)
  return {
    inviteClient: invite,
    importClients: auditedImport({
      ...dependencies,
      run: importClients({ ...dependencies, limits, invite, withAccounts }),
    }),
    listClients: listClients(dependencies),
    countClients: countClients(dependencies),
    exportClients: exportClients(dependencies),
    exportClientData: exportClientData(dependencies),
    showClient: showClient(dependencies),
    ...noticeUseCases(dependencies),
    listClientEvents: listClientEvents(dependencies),
    changeClient: change,
    putClient: putClient({ ...dependencies, invite, change }),
    eraseClient: eraseClient(dependencies),
    issueToken: issueToken(dependencies),
    extendToken: extendToken(dependencies),
    revokeToken: revokeToken(dependencies),
    warmUpAccount: warmUpAccount({ ...dependencies, obtain }),
    adoptAccount: adopt,
    resetAccount: resetAccount(dependencies),
    manageAccount: manageAccount({ controls: [], ...dependencies, refresh }),
    createLoginLink: createLoginLink({ controls: [], ...dependencies }),
    syncClient: syncClient({ ...dependencies, refresh }),
    ...emailUseCases({ ...dependencies, mailing }),
    setReminders: setReminders(dependencies),
    ...visitorUseCases({ ...dependencies, limits, refresh }),
    receiveEvent: receiveEvent({ ...dependencies, accept }),
    fetchMissedEvents: fetchMissedEvents({ ...dependencies, accept }),
    processEvent: processEvent({ ...dependencies, refresh }),
    refreshStaleAccounts: refreshStaleAccounts({ ...dependencies, refresh, settle }),
    reconcile: reconcile({ ...dependencies, fetch, refresh, settle }),
    ...bulkUseCases(dependencies),
    ...operatorUseCases(dependencies),
    ...upkeepUseCases(dependencies),
    ...outgoingUseCases(dependencies),
  }
}

/** What staff do with outgoing events. */
const outgoingUseCases = (dependencies: Dependencies) => ({
  ...webhookEndpointUseCases(dependencies),
  ...deliveryUseCases(dependencies),
})

/** The adoption of one account, and that of the accounts of a file. */
function adoptions(dependencies: Dependencies) {
  const among = findAmong(dependencies.providers)
  const finders = dependencies.finders ?? { one: among, many: () => among }
  const by = (finder: AccountFinder) => {
    const vet = vetAccount({ ...dependencies, find: findExistingAccount({ ...dependencies, finder }) })
    return { vet, adopt: adoptAccount({ ...dependencies, vet }) }
  }
  const enter = enterWithAccount(dependencies)
  return {
    adopt: by(finders.one).adopt,
    withAccounts: (options: ImportOptions) =>
      importAccountLine({
        ...dependencies,
        ...by(finders.many()),
        ...options,
        enter,
        now: () => dependencies.tokens.now(),
      }),
  }
}

/** What concerns operators: whether the set-up is right, and what they are told of. */
function operatorUseCases(dependencies: Dependencies) {
  const check = diagnose(dependencies)
  return {
    checkPlatform: checkPlatform(dependencies),
    diagnose: check,
    pingReceivers: pingReceivers(dependencies),
    setUpReceivers: setUpReceivers(dependencies),
    raiseAlerts: raiseAlerts({ ...dependencies, diagnose: check }),
    sendAlert: sendAlert(dependencies),
  }
}
