import type { AccountIntent, AccountParameters } from '../../domain/account-intent.ts'
import type { AccountTerms } from '../../domain/account-terms.ts'
import type { AccountSnapshot, ConnectedAccount } from '../../domain/account.ts'
import type { Ask } from '../../domain/ask.ts'
import type { AcceptedTerms, Client, Prefill } from '../../domain/client.ts'
import type { Metadata } from '../../domain/metadata.ts'
import type { Confirmation } from '../../domain/confirmation.ts'
import type {
  OnboardingToken,
  Purpose,
  RevokeReason,
  TokenError,
  TokenIssuer,
  TokenStatus,
} from '../../domain/onboarding-token.ts'

/** A value as JSON: its dates are strings. */
type AsJson<T> = T extends Date ? string : T extends object ? { readonly [Key in keyof T]: AsJson<T[Key]> } : T

/** The part of a snapshot without columns of its own. */
type StoredSnapshot = AsJson<Omit<AccountSnapshot, 'accountId' | 'fetchedAt'>>

/** The rows as `to_jsonb` returns them. */
export interface ClientRow {
  readonly id: string
  readonly name: string
  /** Null once the client is erased. */
  readonly email: string | null
  readonly country: string | null
  readonly external_id: string | null
  readonly profile: string | null
  readonly prefill: Prefill | null
  readonly locale: string | null
  readonly return_url: string | null
  readonly metadata: Metadata | null
  readonly terms: AsJson<AcceptedTerms> | null
  readonly reminders_stopped_at: string | null
  readonly created_at: string
}

export interface TokenRow {
  readonly id: string
  readonly client_id: string
  readonly purpose: Purpose
  readonly status: TokenStatus
  readonly issued_by: TokenIssuer
  readonly reminders: number
  readonly reminded_at: string | null
  readonly issued_at: string
  readonly expires_at: string
  readonly started_at: string | null
  readonly completed_at: string | null
  readonly revoked_at: string | null
  readonly revoke_reason: RevokeReason | null
  readonly attempts: number
  readonly last_error: AsJson<TokenError> | null
  readonly links_until: string | null
  readonly browsers: readonly string[]
  readonly sent_again_at: readonly string[] | null
  readonly confirmation: AsJson<Confirmation> | null
}

export interface IntentRow {
  readonly client_id: string
  readonly generation: number
  readonly first_generation: number | null
  readonly status: AccountIntent['status']
  readonly parameters: AccountParameters | null
  readonly terms: AccountTerms | null
  readonly tries: number
  readonly opened_at: string | null
  readonly settling_since: string | null
}

export interface AccountRow {
  readonly id: string
  readonly generation: number
  readonly snapshot: StoredSnapshot
  readonly fetched_at: string
  readonly terms: AccountTerms
}

export function toClient(row: ClientRow): Client {
  const { id, name, email, country, external_id: externalId, profile, prefill, locale, created_at } = row
  const { return_url: returnUrl, metadata, terms, reminders_stopped_at: stopped } = row
  return {
    id,
    name,
    email: email ?? '',
    ...(country !== null && { country }),
    ...(externalId !== null && { externalId }),
    ...(profile !== null && { profile }),
    ...(prefill !== null && { prefill }),
    ...(locale !== null && { locale }),
    ...(returnUrl !== null && { returnUrl }),
    ...(metadata !== null && { metadata }),
    ...(terms !== null && { terms: { ...terms, at: new Date(terms.at) } }),
    ...(stopped !== null && { remindersStoppedAt: new Date(stopped) }),
    createdAt: new Date(created_at),
  }
}

export function toToken(row: TokenRow): OnboardingToken {
  const { id, client_id: clientId, purpose, attempts, last_error, links_until, browsers } = row
  const { issued_by: issuedBy, reminders, reminded_at, sent_again_at, confirmation } = row
  const issued = {
    id,
    clientId,
    purpose,
    issuedAt: new Date(row.issued_at),
    expiresAt: new Date(row.expires_at),
    attempts,
    ...(last_error !== null && { lastError: toTokenError(last_error) }),
    ...(issuedBy === 'client' && { selfRequested: true as const }),
    ...((issuedBy === 'remedy' || issuedBy === 'reminder') && { issuedBy }),
    ...(reminders > 0 && { reminders }),
    ...(reminded_at !== null && { remindedAt: new Date(reminded_at) }),
    ...(links_until !== null && { linksUntil: new Date(links_until) }),
    ...(browsers.length > 0 && { browsers }),
    ...(sent_again_at !== null && { sentAgainAt: sent_again_at.map((at) => new Date(at)) }),
    ...(confirmation !== null && { confirmation: toConfirmation(confirmation) }),
  }
  switch (row.status) {
    case 'pending':
      return { ...issued, status: 'pending' }
    case 'in_progress':
      return { ...issued, status: 'in_progress', startedAt: date(row.started_at) }
    case 'completed':
      return { ...issued, status: 'completed', completedAt: date(row.completed_at) }
    case 'revoked':
      return { ...issued, status: 'revoked', revokedAt: date(row.revoked_at), revokeReason: held(row.revoke_reason) }
  }
}

const toConfirmation = ({ codesSentAt, confirmed, ...rest }: AsJson<Confirmation>): Confirmation => ({
  ...rest,
  codesSentAt: codesSentAt.map((at) => new Date(at)),
  ...(confirmed && { confirmed: { ...confirmed, at: new Date(confirmed.at) } }),
})

export function toIntent(row: IntentRow): AccountIntent {
  const { client_id: clientId, generation, first_generation: firstGeneration, status, tries } = row
  const numbered = { clientId, generation, ...(firstGeneration !== null && { firstGeneration }) }
  switch (status) {
    case 'open': {
      const [parameters, terms] = [held(row.parameters), held(row.terms)]
      return { ...numbered, status, tries, parameters, terms, openedAt: date(row.opened_at) }
    }
    case 'settling': {
      const [parameters, terms, openedAt] = [held(row.parameters), held(row.terms), date(row.opened_at)]
      return { ...numbered, status, parameters, terms, openedAt, settlingSince: date(row.settling_since) }
    }
    case 'closed':
    case 'done':
    case 'barred':
      return { ...numbered, status }
  }
}

export function toAccount(row: AccountRow): ConnectedAccount {
  const { generation, terms } = row
  return { snapshot: toSnapshot(row), generation, terms }
}

export function toSnapshot(row: Pick<AccountRow, 'id' | 'snapshot' | 'fetched_at'>): AccountSnapshot {
  const { asks, ...rest } = row.snapshot
  return { ...rest, accountId: row.id, fetchedAt: new Date(row.fetched_at), asks: asks.map(toAsk) }
}

const toAsk = ({ by, ...ask }: StoredSnapshot['asks'][number]): Ask => ({
  ...ask,
  ...(by !== undefined && { by: new Date(by) }),
})

/** The part of a snapshot that is stored as JSON. */
export function snapshotJson({ accountId: _id, fetchedAt: _at, ...stored }: AccountSnapshot): string {
  return JSON.stringify(stored)
}

function toTokenError({ at, ...failure }: AsJson<TokenError>): TokenError {
  return { ...failure, at: new Date(at) }
}

const date = (value: string | null): Date => new Date(held(value))

/** The value, which a CHECK of the database guarantees to be present. */
function held<T>(value: T | null): T {
  if (value === null) throw new Error('a row of the database is in no state that the domain knows')
  return value
}
