import { sql } from 'kysely'
import { readinessOf, type AccountSnapshot } from '../../domain/account.ts'
import { transition } from '../../domain/onboarding-token.ts'
import type { Act } from '../../ports/act.ts'
import type { AccountOrigin, AccountRepository, SnapshotSaved, StoredAccount } from '../../ports/account-repository.ts'
import type { CreatedAccount } from '../../ports/token-repository.ts'
import type { Database } from './database.ts'
import { deriveReadiness } from './readiness.ts'
import { originOf, snapshotJson, toClient, toSnapshot } from './rows.ts'
import { audit, lockClient, saveToken, standing, type EnqueueNotice, type Trx } from './transaction.ts'

/** Rows of one page of a periodic look. */
const PAGE = 100

/** Connected accounts in Postgres. */
export function postgresAccountRepository(db: Database, enqueueNotice: EnqueueNotice): AccountRepository {
  return {
    async find(by): Promise<StoredAccount | undefined> {
      const row = await db
        .selectFrom('accounts')
        .where('detached_at', 'is', null)
        .$if('accountId' in by, (query) => query.where('id', '=', 'accountId' in by ? by.accountId : ''))
        .$if('clientId' in by, (query) => query.where('client_id', '=', 'clientId' in by ? by.clientId : ''))
        .selectAll()
        .select(sql<Date>`clock_timestamp()`.as('now'))
        .executeTakeFirst()
      if (row === undefined) return undefined
      const origin = originOf(row)
      return { clientId: row.client_id, snapshot: toSnapshot(row), ...(origin && { origin }), now: row.now }
    },

    saveSnapshot: ({ snapshot, origin, adopt, eventId }, act): Promise<SnapshotSaved> =>
      db.transaction().execute(async (trx) => {
        const owner = await trx
          .selectFrom('accounts')
          .where('id', '=', snapshot.accountId)
          .where('detached_at', 'is', null)
          .select('client_id')
          .executeTakeFirst()
        const clientId = owner?.client_id ?? adopt?.clientId
        if (clientId === undefined || (await lockClient(trx, clientId)) === undefined)
          return { outcome: 'unknown_account' }
        if (owner === undefined && adopt !== undefined) {
          if (!(await isAwaited(trx, adopt))) return { outcome: 'unknown_account' }
          await keep(trx, clientId, { snapshot, origin, generation: adopt.generation }, act)
        }

        const before = await standing(trx, clientId)
        const { numUpdatedRows } = await trx
          .updateTable('accounts')
          .where('id', '=', snapshot.accountId)
          .where('fetched_at', '<=', snapshot.fetchedAt)
          .set({ ...columnsOf(snapshot), ...originColumns(origin) })
          .executeTakeFirst()
        // What is stored was asked for later than this event came in, so it says all that the event could.
        if (eventId !== undefined) await settleEvent(trx, eventId)
        if (numUpdatedRows === 0n) return { outcome: 'stale', clientId }

        const [was, is] = [readinessOf(before.account).readiness, readinessOf(snapshot).readiness]
        if (was !== is) await audit(trx, { type: 'readiness_changed', clientId, facts: { from: was, to: is }, act })

        const { open, now } = before
        const decision = open && transition(open, { type: 'evidence', at: now, clientId, snapshot })
        if (open === undefined || decision?.outcome !== 'changed') return { outcome: 'saved', clientId }
        await saveToken(trx, decision.token)
        await audit(trx, {
          type: 'token_completed',
          clientId,
          tokenId: open.id,
          from: open.status,
          to: 'completed',
          act,
        })
        await enqueueNotice(trx, 'completed', open.id)
        return { outcome: 'saved', clientId, completed: open.id }
      }),

    keepAccount: (clientId, created, act): Promise<string> =>
      db.transaction().execute(async (trx) => {
        await lockClient(trx, clientId)
        const { account } = await standing(trx, clientId)
        if (account !== undefined) return account.accountId
        await keep(trx, clientId, created, act)
        return created.snapshot.accountId
      }),

    async listQuiet(quietMs, after) {
      let query = db
        .selectFrom('accounts as a')
        .where('a.detached_at', 'is', null)
        .where('a.fetched_at', '<', ago(quietMs))
        .where((eb) =>
          eb.or([
            eb.exists(
              eb
                .selectFrom('onboarding_tokens as t')
                .whereRef('t.client_id', '=', 'a.client_id')
                .where('t.status', '=', 'in_progress')
                .select('t.id'),
            ),
            // The provider is looking at it.
            eb('a.readiness', '=', 'under_review'),
          ]),
        )
        .select('a.id')
        .orderBy('a.id')
        .limit(PAGE)
      if (after !== undefined) query = query.where('a.id', '>', after)
      const rows = await query.execute()
      return pageOf(
        rows.map(({ id }) => ({ accountId: id })),
        rows.at(-1)?.id,
      )
    },

    async listAttached(after) {
      let query = db.selectFrom('accounts').where('detached_at', 'is', null).select('id').orderBy('id').limit(PAGE)
      if (after !== undefined) query = query.where('id', '>', after)
      const rows = await query.execute()
      return pageOf(
        rows.map(({ id }) => ({ accountId: id })),
        rows.at(-1)?.id,
      )
    },

    async countAttached() {
      const { count } = await db
        .selectFrom('accounts')
        .where('detached_at', 'is', null)
        .select(sql<string>`count(*)`.as('count'))
        .executeTakeFirstOrThrow()
      return Number(count)
    },

    deriveReadiness: () => deriveReadiness(db),

    async listUnsettled(quietMs, after) {
      let query = db
        .selectFrom('account_intents as i')
        .innerJoin('clients as c', 'c.id', 'i.client_id')
        .where('i.status', 'in', ['open', 'settling'])
        .where('i.opened_at', '<', ago(quietMs))
        .selectAll('c')
        .orderBy('c.id')
        .limit(PAGE)
      if (after !== undefined) query = query.where('c.id', '>', after)
      const rows = await query.execute()
      return pageOf(rows.map(toClient), rows.at(-1)?.id)
    },
  }
}

/** Whether the client waits for the account of this generation, and has no other. The client's row is locked. */
async function isAwaited(trx: Trx, intent: { clientId: string; generation: number }): Promise<boolean> {
  const row = await trx
    .selectFrom('account_intents')
    .where('client_id', '=', intent.clientId)
    .where('generation', '=', intent.generation)
    .where('status', 'in', ['open', 'settling'])
    .select('client_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Stores the account of a client that has none. The client's row is locked. */
async function keep(trx: Trx, clientId: string, { snapshot, origin, generation }: CreatedAccount, act: Act) {
  await trx
    .insertInto('accounts')
    .values({
      id: snapshot.accountId,
      client_id: clientId,
      generation,
      ...columnsOf(snapshot),
      ...originColumns(origin),
    })
    .execute()
  await trx
    .updateTable('account_intents')
    .where('client_id', '=', clientId)
    .set({ status: 'done', parameters: null, opened_at: null, settling_since: null })
    .execute()
  await audit(trx, { type: 'account_adopted', clientId, facts: { accountId: snapshot.accountId }, act })
}

async function settleEvent(trx: Trx, eventId: string): Promise<void> {
  await trx
    .updateTable('provider_events')
    .where('id', '=', eventId)
    .where('processed_at', 'is', null)
    .set({ processed_at: sql<Date>`clock_timestamp()`, outcome: 'processed', last_error: null })
    .execute()
}

function columnsOf(snapshot: AccountSnapshot) {
  const { fetchedAt } = snapshot
  const { readiness } = readinessOf(snapshot)
  return { snapshot: snapshotJson(snapshot), fetched_at: fetchedAt, readiness, readiness_fetched_at: fetchedAt }
}

const originColumns = (origin: AccountOrigin | undefined) =>
  origin === undefined ? {} : { platform_id: origin.platformId, livemode: origin.livemode }

const ago = (ms: number) => sql<Date>`clock_timestamp() - ${ms}::float8 * interval '1 millisecond'`

/** A full page may have another one behind it. */
function pageOf<T>(items: T[], last: string | undefined) {
  return items.length === PAGE && last !== undefined ? { items, next: last } : { items }
}
