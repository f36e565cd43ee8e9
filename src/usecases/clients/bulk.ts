import type { AuditTrail } from '../../ports/audit-trail.ts'
import type { Log } from '../../ports/log.ts'
import type { OnboardingQueries } from '../../ports/onboarding-queries.ts'
import type { PaymentProviders } from '../../ports/payment-provider.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { fetchAccount } from '../accounts/fetch-account.ts'
import { refreshAccount } from '../accounts/refresh-account.ts'
import { syncClient } from '../accounts/sync-client.ts'
import type { Mailing } from '../links/send-link-email.ts'
import { actOnClient } from './act-on-client.ts'
import { actOnClients } from './act-on-clients.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly queries: OnboardingQueries
  readonly auditTrail: AuditTrail
  readonly secrets: Secrets
  readonly log: Log
  readonly providers: PaymentProviders
  /** Those whose calls go when no opening waits. Absent: `providers`. */
  readonly backgroundProviders?: PaymentProviders
  readonly mailing?: Mailing | undefined
  readonly deadline: () => AbortSignal
}

/** What staff do with many clients at once. Calls to the provider are background work. */
export function bulkUseCases(dependencies: Dependencies) {
  const { providers, backgroundProviders = providers } = dependencies
  const quiet = { ...dependencies, providers: backgroundProviders }
  const sync = syncClient({ ...quiet, refresh: refreshAccount({ ...quiet, fetch: fetchAccount(quiet) }) })
  const sendsEmails = dependencies.mailing !== undefined
  return { actOnClients: actOnClients({ ...dependencies, sendsEmails, actOn: actOnClient({ ...dependencies, sync }) }) }
}
