import { sql, type Transaction } from 'kysely'
import type { AccountSnapshot } from '../../domain/account.ts'
import type { Client } from '../../domain/client.ts'
import type { OnboardingToken, TokenStatus } from '../../domain/onboarding-token.ts'
import type { NoticeKind } from '../../ports/notice-repository.ts'
import type { Act } from '../../ports/act.ts'
import { LOCK_WAIT_MS } from './giving-way.ts'
import { toClient, toSnapshot, toToken } from './rows.ts'
import type { Schema } from './schema.ts'

export type Trx = Transaction<Schema>

/** Has a link of the token mailed, in the transaction that decides it. */
export type EnqueueLinkMail = (trx: Trx, tokenId: string) => Promise<void>

/** Has a client told about its token later, in the transaction that stores what has happened. */
export type EnqueueNotice = (trx: Trx, kind: NoticeKind, tokenId: string) => Promise<void>

/** Locks the client's row: whoever changes several rows of a client does so first, so that nobody deadlocks. */
export async function lockClient(
  trx: Trx,
  clientId: string,
): Promise<{ readonly client: Client; readonly isErased: boolean } | undefined> {
  const row = await trx.selectFrom('clients').where('id', '=', clientId).selectAll().forNoKeyUpdate().executeTakeFirst()
  return row && { client: toClient(row), isErased: row.erased_at !== null }
}

/** Who changes much takes so many clients at a time: their locks are gone again before anybody has waited for long. */
export const CLIENTS_AT_ONCE = 200

/** Locks the rows of several clients, in an order that is everybody's, or gives up before others wait for long. */
export async function lockClients(trx: Trx, clientIds: readonly string[]): Promise<void> {
  await sql`set local lock_timeout = ${sql.lit(LOCK_WAIT_MS)}`.execute(trx)
  await sql`select from clients where id = any(${clientIds}) order by id for no key update`.execute(trx)
}

/** Whether the outcome of creating the client's account is unknown: there may be one that we do not know of. */
export async function hasUnknownOutcome(trx: Trx, clientId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('account_intents')
    .where('client_id', '=', clientId)
    .where('status', 'in', ['open', 'settling'])
    .select('client_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Where a client stands, read under the lock of its row: its open token is locked too. */
export async function standing(
  trx: Trx,
  clientId: string,
): Promise<{ open?: OnboardingToken; onboarded: boolean; account?: AccountSnapshot; now: Date }> {
  const open = await trx
    .selectFrom('onboarding_tokens')
    .where('client_id', '=', clientId)
    .where('status', 'in', ['pending', 'in_progress'])
    .selectAll()
    .forNoKeyUpdate()
    .executeTakeFirst()
  const { onboarded, now } = await trx
    .selectNoFrom((eb) => [
      eb
        .exists(
          eb
            .selectFrom('onboarding_tokens')
            .where('client_id', '=', clientId)
            .where('status', '=', 'completed')
            .select(eb.lit(1).as('one')),
        )
        .$castTo<boolean>()
        .as('onboarded'),
      sql<Date>`clock_timestamp()`.as('now'),
    ])
    .executeTakeFirstOrThrow()
  const account = await trx
    .selectFrom('accounts')
    .where('client_id', '=', clientId)
    .where('detached_at', 'is', null)
    .select(['id', 'snapshot', 'fetched_at'])
    .executeTakeFirst()
  return { ...(open && { open: toToken(open) }), onboarded, ...(account && { account: toSnapshot(account) }), now }
}

/** Writes what the domain decided of an open token whose row is locked. */
export async function saveToken(trx: Trx, token: OnboardingToken): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('onboarding_tokens')
    .where('id', '=', token.id)
    .where('status', 'in', ['pending', 'in_progress'])
    .set({
      status: token.status,
      ...(token.status === 'in_progress' && { started_at: token.startedAt }),
      ...(token.status === 'completed' && { completed_at: token.completedAt }),
      ...(token.status === 'revoked' && { revoked_at: token.revokedAt, revoke_reason: token.revokeReason }),
    })
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new Error(`token ${token.id} is not open any more, though its row was locked`)
}

/** Writes that a token was revoked, as the domain decided. */
export async function revokeToken(trx: Trx, before: OnboardingToken, after: OnboardingToken, act: Act): Promise<void> {
  await saveToken(trx, after)
  const { id: tokenId, clientId, status: from } = before
  await audit(trx, { type: 'token_revoked', clientId, tokenId, from, to: 'revoked', act })
}

/** Keeps one more secret that opens a token. */
export async function keepSecret(trx: Trx, tokenId: string, secretHash: Uint8Array): Promise<void> {
  await trx
    .insertInto('token_secrets')
    .values({ hash: Buffer.from(secretHash), token_id: tokenId })
    .execute()
}

/** Writes the audit event of a change, in the transaction of the change. */
export async function audit(
  trx: Trx,
  event: {
    readonly type: string
    readonly clientId: string
    readonly tokenId?: string
    readonly from?: TokenStatus
    readonly to?: TokenStatus
    readonly facts?: object
    readonly act: Act
  },
): Promise<void> {
  await trx
    .insertInto('audit_events')
    .values({
      type: event.type,
      client_id: event.clientId,
      token_id: event.tokenId ?? null,
      actor: event.act.actor,
      request_id: event.act.requestId,
      from_status: event.from ?? null,
      to_status: event.to ?? null,
      facts: event.facts === undefined ? null : JSON.stringify(event.facts),
    })
    .execute()
}
