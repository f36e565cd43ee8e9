import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { CountryCure } from '../../domain/account-profile.ts'
import type { NextAction, Readiness } from '../../domain/account.ts'
import type { DeliverySign } from '../../domain/delivery-signs.ts'
import type { Scope } from '../../domain/scope.ts'
import type { TokenStatus } from '../../domain/onboarding-token.ts'
import type { OffReason } from '../../domain/webhook-endpoint.ts'

type Stamped = ColumnType<Date, Date | undefined, never>

interface OnboardingsTable {
  client_id: string
  platform_id: string
  version: number
  status: TokenStatus
  latest_token_id: string
  token_expires_at: Date
  readiness: Readiness
  next_action: NextAction
  since: Date
  last_opened_at: Date | null
  deadline: Date | null
  next_email_at: Date | null
  erased_at: Date | null
}

interface ClientsTable {
  id: string
  platform_id: string
  name: string
  email: string
  country: string | null
  external_id: string | null
  created_at: Date
}

interface AccountsTable {
  platform_id: string
  id: string
  client_id: string
  fetched_at: Date
  detached_at: Date | null
}

interface AccountIntentsTable {
  client_id: string
  platform_id: string
  status: 'open' | 'settling' | 'closed' | 'done' | 'barred'
  opened_at: Date | null
}

interface CountryCuresTable {
  platform_id: string
  cure: JSONColumnType<CountryCure>
}

interface ProviderEventsTable {
  platform_id: string
  id: string
  type: string
  account_id: string | null
  created_at: Date
  received_at: Stamped
  processed_at: Date | null
  outcome: 'processed' | 'ignored' | null
  last_error: string | null
}

interface DeliverySignsTable {
  platform_id: string
  sign: DeliverySign
  count: ColumnType<string, number, number>
  last_at: Date
}

interface FeedCursorsTable {
  platform_id: string
  fetched_until: Date
}

interface AuditEventsTable {
  id: Generated<string>
  at: Stamped
  type: string
  platform_id: Generated<string>
  client_id: string | null
  token_id: string | null
  actor: string
  request_id: string
  from_value: string | null
  to_value: string | null
  facts: ColumnType<Record<string, unknown>, string, never> | null
}

interface PlatformsTable {
  id: string
}

interface ApiKeysTable {
  id: string
  platform_id: string | null
  name: string
  secret_hash: Buffer
  scopes: Scope[]
  created_at: Date
  expires_at: Date
  revoked_at: Date | null
  last_used_at: Date | null
}

interface WebhookEndpointsTable {
  id: string
  platform_id: string
  url: string
  event_types: string[]
  secret_version: number
  previous_secret_until: Date | null
  created_at: Date
  failing_since: Date | null
  off_since: Date | null
  off_reason: OffReason | null
}

/**
 * The columns that are used through Kysely's query builder. Onboardings are read and written by raw SQL: see `load.ts`
 * and `event-writers.ts`.
 */
export interface Schema {
  platforms: PlatformsTable
  onboardings: OnboardingsTable
  clients: ClientsTable
  accounts: AccountsTable
  account_intents: AccountIntentsTable
  country_cures: CountryCuresTable
  audit_events: AuditEventsTable
  provider_events: ProviderEventsTable
  feed_cursors: FeedCursorsTable
  delivery_signs: DeliverySignsTable
  api_keys: ApiKeysTable
  webhook_endpoints: WebhookEndpointsTable
}
