import { sql } from 'kysely'
import pg from 'pg'
import { REMEMBERED_MS } from '../../domain/idempotency.ts'
import { nextEmail, type RulesOf } from '../../domain/follow-up.ts'
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
import { inBatches } from './batches.ts'
import { runCompiled, runPrepared } from './prepared.ts'
import { planOf, type Plan } from './save-plan.ts'
import { saveStatements, shapeNameOf, type Save, type SavedRow } from './save-statements.ts'
import { PROVISIONAL } from './written.ts'

/** Enqueues a job, in the transaction of the change that causes it. */
export type EnqueueJob = (trx: Trx, request: JobRequest & { readonly platform: string }) => Promise<void>

/**
 * Onboardings in Postgres. A save is one statement, which it shares with others that are made at the same time, and opens
 * a transaction only if other writes belong to it.
 */
export function postgresTokenRepository(
  db: Database,
  enqueue: EnqueueJob,
  rulesOf: RulesOf = () => undefined,
): TokenRepository {
  const load = onboardingLoads(db)
  const loadLocked = lockedLoads(load)
  const statements = saveStatements(db)
  const saveTogether = savesTogether(db, statements)
  const now = clockOf(db)

  async function save(loaded: Loaded | undefined, events: readonly OnboardingEvent[], options: SaveOptions) {
    const plan = planOf(loaded?.state, events)
    const isOneStatement = plan.groups.length === 1 && plan.jobs.length === 0 && options.idempotency === undefined
    return unlessDuplicate(async () => {
      if (!isOneStatement) return inTransaction(db, (trx) => saveAll(trx, loaded, plan, options))
      const one = saveOf(loaded, plan, options, rulesOf)
      return resultOf(one, plan, await saveTogether(one))
    })
  }

  async function saveAll(trx: Trx, loaded: Loaded | undefined, plan: Plan, options: SaveOptions): Promise<SaveResult> {
    const saved = await saveIn(trx, statements, saveOf(loaded, plan, options, rulesOf), plan)
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
    now,
    save,
    async saveLocked(loaded, decide, options) {
      let decided: ReturnType<typeof decide> | undefined
      const saved = await unlessDuplicate(() =>
        inTransaction(db, async (trx) => {
          const current = (await loadLocked(loaded, trx)) ?? loaded
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

/** Loads an onboarding as it is once no one else can change it. */
function lockedLoads(load: ReturnType<typeof onboardingLoads>) {
  return async ({ by, state: { platform, client } }: Loaded, trx: Trx): Promise<Loaded | undefined> => {
    await runPrepared(trx, sql`select from onboardings where client_id = ${client.id} for no key update`)
    // After waiting for a lock, a statement still reads its old snapshot, so this is a second statement. What it was
    // found by may be gone; the client never is.
    return (await load(by, trx)) ?? load({ clientId: client.id, platform }, trx)
  }
}

/** The database's clock, which callers at the same time ask together. */
function clockOf(db: Database): () => Promise<Date> {
  const ask = inBatches(async (callers: readonly undefined[]) => {
    const [row] = await runPrepared(db, sql<{ now: Date }>`select date_trunc('milliseconds', clock_timestamp()) as now`)
    if (row === undefined) throw new Error('the database does not say what time it is')
    return callers.map(() => row.now)
  })
  return () => ask(undefined)
}

/** One statement for all saves with the same events that are made at the same time. */
function savesTogether(db: Database, statements: ReturnType<typeof saveStatements>) {
  const together = new Map<string, (save: Save) => Promise<SavedRow>>()
  return async (one: Save): Promise<SavedRow> => {
    const name = shapeNameOf(one)
    let batches = together.get(name)
    if (batches === undefined) {
      const run = (saves: readonly Save[]) => runFirst(db, statements, saves, { waiting: false })
      together.set(name, (batches = inBatches(run, { keyOf: ({ after }) => after.client.id })))
    }
    const row = await batches(one)
    // Another transaction has the lock: this save waits for it outside of the batches, where it holds up no other client's.
    return row.locked ? row : first(await runFirst(db, statements, [one], { waiting: true }))
  }
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

function saveOf(
  loaded: Loaded | undefined,
  { groups: [written = []], after, audit, outgoing, opensForMs, next }: Plan,
  { notAfter, actor }: SaveOptions,
  rulesOf: RulesOf,
): Save {
  const rules = rulesOf(after.platform)
  const nextEmailAt = rules && nextEmail(next(loaded?.now ?? PROVISIONAL), rules)?.at
  return { nextEmailAt, after, audit, outgoing, opensForMs, loaded, actor, notAfter, written }
}

/** Writes the root row and the first group in one statement, then the other groups. */
async function saveIn(
  trx: Trx,
  statements: ReturnType<typeof saveStatements>,
  save: Save,
  plan: Plan,
): Promise<SaveResult> {
  const row = first(await runFirst(trx, statements, [save], { waiting: true }))
  if (row.at !== null) {
    for (const written of plan.groups.slice(1)) {
      const continuation = { at: row.at, after: plan.after, written }
      await runCompiled(trx, statements.continuation(continuation), [continuation])
    }
  }
  return resultOf(save, plan, row)
}

/** Writes the root rows and the first groups of saves with the same events. `waiting`: for locks; else it skips them. */
async function runFirst(
  db: Connection,
  statements: ReturnType<typeof saveStatements>,
  saves: readonly Save[],
  waits: { readonly waiting: boolean },
): Promise<readonly SavedRow[]> {
  const statement = statements.first(first(saves), waits)
  const rows = await runCompiled<SavedRow, Save>(db, statement, saves)
  return rows.toSorted((a, b) => Number(a.n) - Number(b.n))
}

function resultOf({ loaded, notAfter }: Save, { next }: Plan, { at, now }: SavedRow): SaveResult {
  if (at === null) return { outcome: notAfter !== undefined && now >= notAfter ? 'too_late' : 'conflict' }
  const state = next(at)
  const by = loaded?.by ?? { clientId: state.client.id, platform: state.platform }
  return { outcome: 'saved', loaded: { ...loaded, state, version: (loaded?.version ?? 0) + 1, now: at, by } }
}

function first<T>(items: readonly T[]): T {
  const [item] = items
  if (item === undefined) throw new Error('a statement of a save returned no row')
  return item
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
  accounts_attached: 'account',
  accounts_held_once: 'account',
}
