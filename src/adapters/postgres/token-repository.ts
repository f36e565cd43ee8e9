import { sql } from 'kysely'
import pg from 'pg'
import { REMEMBERED_MS } from '../../domain/idempotency.ts'
import type { JobRequest, OnboardingEvent } from '../../domain/onboarding-event.ts'
import type { Actor } from '../../ports/actor.ts'
import type {
  Duplicate,
  Loaded,
  SaveOptions,
  SaveResult,
  TokenLookup,
  LoadedToken,
  Lookup,
  TokenRepository,
} from '../../ports/token-repository.ts'
import type { Connection, Database, Trx } from './database.ts'
import { onboardingLoads } from './load.ts'
import { runCompiled, runPrepared } from './prepared.ts'
import { planOf, type Plan } from './save-plan.ts'
import { saveStatements, type Save } from './save-statements.ts'

/** Enqueues a job, in the transaction of the change that causes it. */
export type EnqueueJob = (trx: Trx, request: JobRequest & { readonly platform: string }) => Promise<void>

/** Onboardings in Postgres. A save is one statement, and opens a transaction only if other writes belong to it. */
export function postgresTokenRepository(db: Database, enqueue: EnqueueJob): TokenRepository {
  const load = onboardingLoads(db)
  const statements = saveStatements(db)

  async function save(loaded: Loaded | undefined, events: readonly OnboardingEvent[], options: SaveOptions) {
    const plan = planOf(loaded?.state, events)
    const isOneStatement = plan.groups.length === 1 && plan.jobs.length === 0 && options.idempotency === undefined
    return unlessDuplicate(() =>
      isOneStatement
        ? saveIn(db, statements, loaded, plan, options)
        : inTransaction(db, (trx) => saveAll(trx, loaded, plan, options)),
    )
  }

  async function saveAll(trx: Trx, loaded: Loaded | undefined, plan: Plan, options: SaveOptions): Promise<SaveResult> {
    const saved = await saveIn(trx, statements, loaded, plan, options)
    if (saved.outcome !== 'saved') return saved
    const { idempotency, actor } = options
    if (idempotency !== undefined && !(await remember(trx, saved.loaded, idempotency, actor))) {
      return { outcome: 'repeated' }
    }
    for (const request of plan.jobs) await enqueue(trx, { ...request, platform: plan.after.platform })
    return saved
  }

  async function loadBy(by: TokenLookup): Promise<LoadedToken | undefined>
  async function loadBy(by: Lookup): Promise<Loaded | undefined>
  async function loadBy(by: Lookup): Promise<Loaded | undefined> {
    return load(by)
  }

  return {
    load: loadBy,
    now: () => clockOf(db),
    save,
    async saveLocked(loaded, decide, options) {
      let decided: ReturnType<typeof decide> | undefined
      const saved = await unlessDuplicate(() =>
        inTransaction(db, async (trx) => {
          const { id } = loaded.state.client
          await runPrepared(trx, sql`select from onboardings where client_id = ${id} for no key update`)
          // After waiting for a lock, a statement still reads its old snapshot, so this is a second statement.
          const current = (await load(loaded.by, trx)) ?? loaded
          decided = decide(current.state, current.now)
          const { events, notAfter } = decided
          if (events.length === 0) return { outcome: 'saved', loaded: current }
          const plan = planOf(current.state, events)
          return saveAll(trx, current, plan, { ...options, notAfter })
        }),
      )
      if (decided === undefined) throw new Error('nothing was decided under the lock')
      return { saved, result: decided.result }
    },
  }
}

async function clockOf(db: Database): Promise<Date> {
  const [row] = await runPrepared(db, sql<{ now: Date }>`select date_trunc('milliseconds', clock_timestamp()) as now`)
  if (row === undefined) throw new Error('the database does not say what time it is')
  return row.now
}

/** Commits if the save succeeded, and otherwise rolls back. */
async function inTransaction(db: Database, run: (trx: Trx) => Promise<SaveResult>): Promise<SaveResult> {
  let result: SaveResult | undefined
  const rollback = new Error('the save does not hold')
  try {
    return await db.transaction().execute(async (trx) => {
      result = await run(trx)
      if (result.outcome !== 'saved') throw rollback
      return result
    })
  } catch (error) {
    if (error === rollback && result !== undefined) return result
    throw error
  }
}

interface SavedRow {
  /** Null if nothing was saved. */
  readonly at: Date | null
  readonly now: Date
}

/** Writes the root row and the first group in one statement, then the other groups. */
async function saveIn(
  db: Connection,
  statements: ReturnType<typeof saveStatements>,
  loaded: Loaded | undefined,
  { groups, next, ...plan }: Plan,
  { notAfter, actor }: SaveOptions,
): Promise<SaveResult> {
  const [first = [], ...others] = groups
  const save = { ...plan, loaded, actor, notAfter, written: first }
  const [row] = await runCompiled<SavedRow, Save>(db, statements.first(save), save)
  if (row === undefined || row.at === null) {
    const isTooLate = notAfter !== undefined && row !== undefined && row.now >= notAfter
    return { outcome: isTooLate ? 'too_late' : 'conflict' }
  }
  const { at } = row
  for (const written of others) {
    const continuation = { at, written }
    await runCompiled(db, statements.continuation(continuation), continuation)
  }
  const state = next(at)
  const by = loaded?.by ?? { clientId: state.client.id, platform: state.platform }
  return { outcome: 'saved', loaded: { ...loaded, state, version: (loaded?.version ?? 0) + 1, now: at, by } }
}

/** Stores the idempotency key of a request; false if it is already stored. Also deletes a few expired keys. */
async function remember(
  trx: Trx,
  { state }: Loaded,
  { keyHash, fingerprint, tokenId }: NonNullable<SaveOptions['idempotency']>,
  { platform, name }: Actor,
): Promise<boolean> {
  const expired = sql`created_at <= clock_timestamp() - ${REMEMBERED_MS}::float8 * interval '1 millisecond'`
  const rows = await runPrepared(
    trx,
    sql`
    insert into idempotency_keys as k (platform_id, actor, key_hash, fingerprint, client_id, token_id, created_at)
    values (${platform}, ${name}, ${Buffer.from(keyHash)}, ${Buffer.from(fingerprint)}, ${state.client.id}, ${tokenId},
            clock_timestamp())
    on conflict (platform_id, actor, key_hash) do update
    set fingerprint = excluded.fingerprint, client_id = excluded.client_id, token_id = excluded.token_id,
        created_at = excluded.created_at
    where k.${expired}
    returning key_hash`,
  )
  if (rows.length === 0) return false
  await runPrepared(
    trx,
    sql`
    delete from idempotency_keys where (platform_id, actor, key_hash) in (
      select platform_id, actor, key_hash from idempotency_keys where ${expired}
      order by created_at limit 10 for update skip locked
    )`,
  )
  return true
}

/** Turns the violation of a unique constraint into the duplicate value that caused it. */
async function unlessDuplicate(save: () => Promise<SaveResult>): Promise<SaveResult> {
  try {
    return await save()
  } catch (error) {
    const of = error instanceof pg.DatabaseError ? DUPLICATES[error.constraint ?? ''] : undefined
    if (of === undefined) throw error
    return { outcome: 'duplicate', of }
  }
}

const DUPLICATES: Readonly<Record<string, Duplicate['of']>> = {
  clients_email_key: 'email',
  clients_external_id_key: 'external_id',
  accounts_pkey: 'account',
  accounts_held_once: 'account',
}
