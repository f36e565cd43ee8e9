import { sql, type RawBuilder } from 'kysely'
import { readinessOf } from '../../domain/account.ts'
import type { TokenStatus } from '../../domain/onboarding-token.ts'
import type { Act } from '../../ports/act.ts'
import type { CreatedAccount, LinkRecorded, TokenRepository } from '../../ports/token-repository.ts'
import { intentUpdate } from './account-intents.ts'
import type { Database } from './database.ts'
import { noteBrowser } from './notice-repository.ts'
import { snapshotJson } from './rows.ts'
import type { EnqueueNotice, Trx } from './transaction.ts'

type Link = Parameters<TokenRepository['recordLink']>[0]

/** How an opening ends: with a link, or with a failure of the provider. */
export function openingOutcomes(
  db: Database,
  enqueueNotice: EnqueueNotice,
): Pick<TokenRepository, 'recordLink' | 'recordFailure'> {
  return {
    recordLink(link, act) {
      const { browserHash, tokenId } = link
      if (browserHash === undefined) return recordLink(db, link, act)
      return db.transaction().execute(async (trx) => {
        const recorded = await recordLink(trx, link, act)
        if (recorded.outcome === 'recorded') await noteBrowser(trx, { tokenId, browserHash }, enqueueNotice)
        return recorded
      })
    },

    recordFailure: (record, act) => recordFailure(db, record, act),
  }
}

async function recordLink(db: Database | Trx, link: Link, act: Act): Promise<LinkRecorded> {
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
}

async function recordFailure(
  db: Database,
  { tokenId, clientId, failure, created, intentChange }: Parameters<TokenRepository['recordFailure']>[0],
  act: Act,
): Promise<void> {
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
