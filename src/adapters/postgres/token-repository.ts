import { sql, type RawBuilder } from 'kysely'
import { readinessOf } from '../../domain/account.ts'
import type { Client } from '../../domain/client.ts'
import {
  issue,
  mayBeRenewed,
  purposeOfNext,
  transition,
  type OnboardingToken,
  type TokenStatus,
} from '../../domain/onboarding-token.ts'
import type { Act } from '../../ports/act.ts'
import type { NewToken } from '../../ports/client-repository.ts'
import type { OnceRefused } from '../../ports/once.ts'
import type {
  CreatedAccount,
  Issued,
  LinkRecorded,
  Opening,
  Revoked,
  TokenRepository,
} from '../../ports/token-repository.ts'
import { intentUpdate, openIntent } from './account-intents.ts'
import type { Database } from './database.ts'
import { linkAttempts } from './link-attempts.ts'
import { once } from './once.ts'
import { openings, toOpening } from './openings.ts'
import { snapshotJson, toToken } from './rows.ts'
import { audit, keepSecret, lockClient, revokeToken, standing, type EnqueueLinkMail, type Trx } from './transaction.ts'

/** Tokens, their links, and the intents and accounts that opening them brings about, in Postgres. */
export function postgresTokenRepository(db: Database, enqueueLinkMail: EnqueueLinkMail): TokenRepository {
  /** Issues the client's next token, without a secret yet. The client's row is locked. */
  async function issueNext(
    trx: Trx,
    client: Client,
    { id, lifetimeMs, sendsMail, selfRequested }: Omit<NewToken, 'secretHash'> & { selfRequested?: true },
    act: Act,
  ): Promise<Exclude<Issued, OnceRefused | { outcome: 'unknown_client' }>> {
    const clientId = client.id
    const { open, onboarded, account, now } = await standing(trx, clientId)
    const purpose = purposeOfNext({ onboarded, account })
    if (purpose === undefined) return { outcome: 'nothing_to_do' }

    const grant = { id, clientId, purpose, at: now, lifetimeMs, ...(selfRequested && { selfRequested }) }
    const { issued, replaced } = issue(grant, open)
    if (replaced !== undefined && open !== undefined) await revokeToken(trx, open, replaced, act)
    await trx
      .insertInto('onboarding_tokens')
      .values({
        id: issued.id,
        client_id: clientId,
        purpose,
        status: 'pending',
        issued_at: issued.issuedAt,
        expires_at: issued.expiresAt,
        issued_by: selfRequested ? 'client' : 'staff',
      })
      .execute()
    await audit(trx, { type: 'token_issued', clientId, tokenId: issued.id, to: 'pending', act })
    if (sendsMail) await enqueueLinkMail(trx, issued.id)
    return { outcome: 'issued', client, token: issued, now }
  }

  return {
    async findBySecret(secretHash): Promise<Opening | undefined> {
      const row = await openings(db)
        .innerJoin('token_secrets as s', 's.token_id', 't.id')
        .where('s.hash', '=', Buffer.from(secretHash))
        .executeTakeFirst()
      return row && toOpening(row)
    },

    ...linkAttempts(db),

    issue: (clientId, token, act, request): Promise<Issued> =>
      db.transaction().execute((trx) =>
        once(trx, act.actor, request, token, {
          again: (remembered) => ({ outcome: 'issued', ...remembered }),
          first: async (): Promise<Exclude<Issued, OnceRefused>> => {
            const locked = await lockClient(trx, clientId)
            if (locked === undefined || locked.isErased) return { outcome: 'unknown_client' }
            const issued = await issueNext(trx, locked.client, token, act)
            if (issued.outcome === 'issued') await keepSecret(trx, token.id, token.secretHash)
            return issued
          },
        }),
      ),

    renew: (secretHash, token, act): Promise<OnboardingToken | undefined> =>
      db.transaction().execute(async (trx) => {
        const held = await trx
          .selectFrom('token_secrets as s')
          .innerJoin('onboarding_tokens as t', 't.id', 's.token_id')
          .where('s.hash', '=', Buffer.from(secretHash))
          .select(['t.id', 't.client_id'])
          .executeTakeFirst()
        const locked = held && (await lockClient(trx, held.client_id))
        if (locked === undefined || locked.isErased) return undefined
        // Statements of their own: what the lock was waited for, the statement that waited does not see.
        const rows = await trx
          .selectFrom('onboarding_tokens')
          .where('client_id', '=', locked.client.id)
          .orderBy('issued_at')
          .selectAll()
          .select(sql<Date>`clock_timestamp()`.as('now'))
          .execute()
        const tokens = rows.map(toToken)
        const [old, now] = [tokens.find(({ id }) => id === held?.id), rows[0]?.now]
        if (old === undefined || now === undefined || !mayBeRenewed(old, tokens, now)) return undefined
        const issued = await issueNext(trx, locked.client, { ...token, sendsMail: true, selfRequested: true }, act)
        return issued.outcome === 'issued' ? issued.token : undefined
      }),

    revoke: (tokenId, reason, act): Promise<Revoked> =>
      db.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('onboarding_tokens')
          .where('id', '=', tokenId)
          .selectAll()
          .forNoKeyUpdate()
          .executeTakeFirst()
        if (row === undefined) return { outcome: 'unknown_token' }
        // A statement of its own: what the lock was waited for, the statement that waited does not see.
        const { now, until } = await trx
          .selectNoFrom((eb) => [
            sql<Date>`clock_timestamp()`.as('now'),
            eb
              .selectFrom('link_attempts')
              .where('token_id', '=', tokenId)
              .where('link_expires_at', '>', sql<Date>`clock_timestamp()`)
              .select((attempt) => attempt.fn.max('link_expires_at').as('until'))
              .as('until'),
          ])
          .executeTakeFirstOrThrow()

        const token = toToken(row)
        const decision = transition(token, { type: 'revoke', at: now, reason })
        if (decision.outcome === 'refused') return { outcome: 'completed' }
        if (decision.outcome === 'changed') await revokeToken(trx, token, decision.token, act)
        return { outcome: 'revoked', token: decision.token, ...(until !== null && { linksOutstandingUntil: until }) }
      }),

    openIntent: (clientId, capabilities) => openIntent(db, clientId, capabilities),

    async changeIntent(change) {
      await intentUpdate(change).execute(db)
    },

    async recordLink(link, act): Promise<LinkRecorded> {
      const { tokenId, clientId, accountId, created, stateHash, refreshHash, refreshUntil, linkExpiresAt } = link
      // One statement: the client's row is locked first (and last so short), so that two openings cannot both store an
      // account. The status and the expiry are looked at again where they are changed: a revocation that was committed
      // while Stripe was asked wins.
      const { rows } = await sql<{ can_be_opened: boolean; stored_account: string | null; recorded: boolean }>`
          with ${lockedClient(clientId)},
          ${storedAccount(clientId, created)},
          openable as (
            select t.id, t.status from onboarding_tokens t, client
            where t.id = ${tokenId} and ${canBeOpened} for no key update of t
          ),
          moved as (
            update onboarding_tokens t
            set status = 'in_progress', started_at = coalesce(t.started_at, clock_timestamp())
            from openable, stored
            where t.id = openable.id and stored.id = ${accountId} and ${canBeOpened}
            returning t.id, openable.status as from_status
          ),
          attempt as (
            insert into link_attempts (state_hash, token_id, account_id, link_expires_at, refresh_hash, refresh_until)
            select ${Buffer.from(stateHash)}, moved.id, ${accountId}, ${linkExpiresAt},
                   ${Buffer.from(refreshHash)}, ${refreshUntil} from moved
          ),
          ${audited('link_created', clientId, act, { accountId })}
          select exists (select from openable) as can_be_opened,
                 (select id from stored) as stored_account,
                 exists (select from moved) as recorded`.execute(db)
      const [row] = rows
      if (row === undefined || !row.can_be_opened) return { outcome: 'refused' }
      if (row.stored_account === null) throw new Error(`the account of client ${clientId} is not stored any more`)
      if (row.stored_account !== accountId) return { outcome: 'other_account', accountId: row.stored_account }
      return row.recorded ? { outcome: 'recorded' } : { outcome: 'refused' }
    },

    async recordFailure({ tokenId, clientId, failure, created, intentChange }, act) {
      await sql`
          with ${lockedClient(clientId)},
          ${storedAccount(clientId, created)},
          moved as (
            update onboarding_tokens t
            set attempts = t.attempts + 1,
                last_error = ${JSON.stringify(failure)}::jsonb || jsonb_build_object('at', clock_timestamp())
            from client
            where t.id = ${tokenId} and t.status in ('pending', 'in_progress')
            returning t.id, t.status as from_status
          ),
          ${audited('provider_failed', clientId, act, failure)}
          ${
            // After the client's lock, like everything else here: statements that come the other way would deadlock.
            intentChange === undefined ? sql`` : sql`, intent as (${intentUpdate(intentChange, sql`from client`)})`
          }
          select`.execute(db)
    },
  }
}

export const canBeOpened = sql`t.status in ('pending', 'in_progress') and t.expires_at > clock_timestamp()`

/**
 * `client`: the client's row, locked. Whoever changes several rows of a client locks it first, so nobody deadlocks;
 * `no key`, so that rows which refer to the client can still be written.
 */
function lockedClient(clientId: string): RawBuilder<unknown> {
  return sql`client as (select id from clients where id = ${clientId} for no key update)`
}

/** `stored`: the client's account, which is the created one if there was none. */
function storedAccount(clientId: string, created: CreatedAccount | undefined): RawBuilder<unknown> {
  if (created === undefined) {
    return sql`stored as (select id from accounts where client_id = ${clientId} and detached_at is null)`
  }
  const { snapshot, generation, origin } = created
  // The update changes nothing: it is how an insert hands back the row that was there before it.
  return sql`
    stored as (
      insert into accounts as a (id, client_id, generation, snapshot, fetched_at,
                                 readiness, readiness_fetched_at, platform_id, livemode)
      select ${snapshot.accountId}, client.id, ${generation}, ${snapshotJson(snapshot)}, ${snapshot.fetchedAt},
             ${readinessOf(snapshot).readiness}, ${snapshot.fetchedAt},
             ${origin?.platformId ?? null}, ${origin?.livemode ?? null} from client
      on conflict (client_id) where detached_at is null do update set client_id = a.client_id
      returning a.id
    ),
    done as (
      update account_intents
      set status = 'done', parameters = null, opened_at = null, settling_since = null
      from stored where account_intents.client_id = ${clientId}
    )`
}

/** `audit`: the event of the token that `moved`. */
function audited(type: string, clientId: string, act: Act, facts: object): RawBuilder<unknown> {
  const to: TokenStatus | undefined = type === 'link_created' ? 'in_progress' : undefined
  return sql`
    audit as (
      insert into audit_events (type, client_id, token_id, actor, request_id, from_status, to_status, facts)
      select ${type}, ${clientId}, moved.id, ${act.actor}, ${act.requestId}, moved.from_status,
             coalesce(${to ?? null}, moved.from_status), ${JSON.stringify(facts)}
      from moved
    )`
}
