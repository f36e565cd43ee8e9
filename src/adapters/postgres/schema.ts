import type { ColumnType, Generated } from 'kysely'
import type { AccountParameters } from '../../domain/account-intent.ts'
import type { AccountSnapshot, Readiness } from '../../domain/account.ts'
import type { Purpose, RevokeReason, TokenError, TokenStatus } from '../../domain/onboarding-token.ts'
import type { Scope } from '../../domain/scope.ts'

/** A time that the database writes by its own clock. */
type Stamped = ColumnType<Date, never, never>

/** A value as JSON keeps it: dates are ISO 8601 strings. */
export type AsJson<T> = T extends Date ? string : T extends object ? { [K in keyof T]: AsJson<T[K]> } : T

/** JSON is read parsed and written as text. */
type Json<T> = ColumnType<AsJson<T>, string, string>

/** What of a snapshot has no column of its own. */
export type StoredSnapshot = Omit<AccountSnapshot, 'accountId' | 'fetchedAt'>

interface ClientsTable {
  id: string
  name: string
  email: string
  country: string | null
  external_id: string | null
  created_at: Stamped
  erased_at: Date | null
  /** Copied from the attached account by a trigger. */
  readiness: ColumnType<Readiness, never, never>
}

interface OnboardingTokensTable {
  id: string
  client_id: string
  purpose: Purpose
  status: TokenStatus
  issued_at: Date
  expires_at: Date
  started_at: Date | null
  completed_at: Date | null
  revoked_at: Date | null
  revoke_reason: RevokeReason | null
  attempts: Generated<number>
  last_error: Json<TokenError> | null
  issued_by: ColumnType<'staff' | 'client', 'staff' | 'client' | undefined, never>
  /** Kept by a trigger: of a client's tokens, the one that was issued last. */
  is_latest: ColumnType<boolean, never, never>
}

interface TokenSecretsTable {
  hash: Buffer
  token_id: string
  created_at: Stamped
}

interface TokenBrowsersTable {
  token_id: string
  browser_hash: Buffer
  opened_at: Stamped
}

interface AccountIntentsTable {
  client_id: string
  generation: number
  status: 'open' | 'settling' | 'closed' | 'done' | 'barred'
  parameters: Json<AccountParameters> | null
  tries: number
  opened_at: Date | null
  settling_since: Date | null
}

interface AccountsTable {
  id: string
  client_id: string
  generation: number
  snapshot: Json<StoredSnapshot>
  fetched_at: Date
  created_at: Stamped
  detached_at: Date | null
  platform_id: string | null
  livemode: boolean | null
  readiness: Readiness
  /** `fetched_at` of the snapshot that `readiness` was derived from; another one: see `deriveReadiness`. */
  readiness_fetched_at: Date | null
}

interface ProviderEventsTable {
  id: string
  type: string
  account_id: string | null
  created_at: Date
  received_at: Stamped
  processed_at: Date | null
  outcome: 'processed' | 'ignored' | null
  last_error: string | null
}

interface LinkAttemptsTable {
  state_hash: Buffer
  token_id: string
  account_id: string
  link_expires_at: Date
  created_at: Stamped
  /** Absent in attempts of the version before migration 009, which can be refreshed by nobody. */
  refresh_hash: Buffer | null
  refresh_until: Date | null
  refresh_used_at: Date | null
}

interface AuditEventsTable {
  id: Generated<string>
  at: Stamped
  type: string
  client_id: string
  token_id: string | null
  actor: string
  request_id: string
  from_status: TokenStatus | null
  to_status: TokenStatus | null
  facts: Json<unknown> | null
}

interface IdempotencyKeysTable {
  actor: string
  key_hash: Buffer
  fingerprint: Buffer
  client_id: string
  token_id: string
  created_at: Date
}

interface ApiKeysTable {
  id: string
  name: string
  secret_hash: Buffer
  scopes: Scope[]
  created_at: Date
  expires_at: Date
  revoked_at: Date | null
  last_used_at: Date | null
}

/** The tables as the newest migration leaves them. */
export interface Schema {
  clients: ClientsTable
  onboarding_tokens: OnboardingTokensTable
  token_secrets: TokenSecretsTable
  token_browsers: TokenBrowsersTable
  account_intents: AccountIntentsTable
  accounts: AccountsTable
  link_attempts: LinkAttemptsTable
  audit_events: AuditEventsTable
  provider_events: ProviderEventsTable
  idempotency_keys: IdempotencyKeysTable
  api_keys: ApiKeysTable
}
