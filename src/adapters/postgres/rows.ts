import type { Selectable } from 'kysely'
import type { AccountIntent } from '../../domain/account-intent.ts'
import type { AccountSnapshot } from '../../domain/account.ts'
import type { Client } from '../../domain/client.ts'
import type { OnboardingToken, TokenError } from '../../domain/onboarding-token.ts'
import type { AccountOrigin } from '../../ports/account-repository.ts'
import type { AsJson, Schema, StoredSnapshot } from './schema.ts'

type ClientRow = Selectable<Schema['clients']>
type TokenRow = Selectable<Schema['onboarding_tokens']>
type IntentRow = Selectable<Schema['account_intents']>
type AccountRow = Selectable<Schema['accounts']>

export function toClient(row: Omit<ClientRow, 'erased_at' | 'readiness'>): Client {
  const { id, name, email, country, external_id: externalId, created_at: createdAt } = row
  return {
    id,
    name,
    email,
    ...(country !== null && { country }),
    ...(externalId !== null && { externalId }),
    createdAt,
  }
}

export function toToken(row: TokenRow): OnboardingToken {
  const issued = {
    id: row.id,
    clientId: row.client_id,
    purpose: row.purpose,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
    attempts: row.attempts,
    ...(row.last_error !== null && { lastError: toTokenError(row.last_error) }),
    ...(row.issued_by === 'client' && { selfRequested: true as const }),
  }
  switch (row.status) {
    case 'pending':
      return { ...issued, status: 'pending' }
    case 'in_progress':
      return { ...issued, status: 'in_progress', startedAt: held(row.started_at) }
    case 'completed':
      return { ...issued, status: 'completed', completedAt: held(row.completed_at) }
    case 'revoked':
      return {
        ...issued,
        status: 'revoked',
        revokedAt: held(row.revoked_at),
        revokeReason: held(row.revoke_reason),
      }
  }
}

export function toIntent(row: IntentRow): AccountIntent {
  const { client_id: clientId, generation, status, tries } = row
  switch (status) {
    case 'open':
      return {
        clientId,
        generation,
        status,
        tries,
        parameters: held(row.parameters),
        openedAt: held(row.opened_at),
      }
    case 'settling':
      return {
        clientId,
        generation,
        status,
        parameters: held(row.parameters),
        openedAt: held(row.opened_at),
        settlingSince: held(row.settling_since),
      }
    case 'closed':
    case 'done':
    case 'barred':
      return { clientId, generation, status }
  }
}

export function toSnapshot(row: Pick<AccountRow, 'id' | 'fetched_at' | 'snapshot'>): AccountSnapshot {
  const { requirements, ...rest } = row.snapshot
  const { deadline, ...due } = requirements
  return {
    ...rest,
    accountId: row.id,
    fetchedAt: row.fetched_at,
    requirements: { ...due, ...(deadline !== undefined && { deadline: new Date(deadline) }) },
  }
}

export function originOf(row: Pick<AccountRow, 'platform_id' | 'livemode'>): AccountOrigin | undefined {
  const { platform_id: platformId, livemode } = row
  return platformId === null || livemode === null ? undefined : { platformId, livemode }
}

/** The part of a snapshot that is kept as JSON. */
export function snapshotJson({ accountId: _id, fetchedAt: _at, ...stored }: AccountSnapshot): string {
  return JSON.stringify(stored satisfies StoredSnapshot)
}

function toTokenError({ at, ...failure }: AsJson<TokenError>): TokenError {
  return { ...failure, at: new Date(at) }
}

/** A CHECK of the database promises that the value is there. */
function held<T>(value: T | null): T {
  if (value === null) throw new Error('a row of the database is in no state that the domain knows')
  return value
}
