import { sql } from 'kysely'
import type { AlertCause, AlertKind, AlertsDecided, ClientRule, StoredAlert } from '../../domain/alert.ts'
import type { AlertBook, AlertChannelName } from '../../ports/alert-book.ts'
import type { AlertMessage } from '../../domain/alert.ts'
import type { Database, Trx } from './database.ts'

/** How long alerts that have ended are kept. */
const KEPT = "interval '1 day'"

/** How many changes of clients one run reads; the next run reads on. */
const CLIENTS_AT_ONCE = 1000

interface AlertRow {
  readonly kind: AlertKind
  readonly subject: string
  readonly told_at: Date
  readonly ended_at: Date | null
}

/** A client or an alert, or both. */
type ClientRow = { readonly kind: AlertKind; readonly subject: string; readonly is_cause: boolean } & (
  | { readonly told_at: null }
  | { readonly told_at: Date; readonly ended_at: Date | null }
)

/** Queues a message for a channel, in the transaction that stores that it was told. */
export type EnqueueAlerts = (
  trx: Trx,
  alerts: readonly { readonly platform: string; readonly channel: AlertChannelName; readonly message: AlertMessage }[],
) => Promise<void>

/** The alerts in Postgres. */
export function postgresAlertBook(db: Database, enqueue: EnqueueAlerts): AlertBook {
  return {
    async load(platform, kinds, rules) {
      const { rows: clock } = await sql<{
        now: Date
      }>`select date_trunc('milliseconds', clock_timestamp()) as now`.execute(db)
      const now = clock[0]?.now ?? new Date()
      const others = kinds.filter((kind) => !rules.some((rule) => rule.kind === kind))
      const stored = await sql<AlertRow>`
        select kind, subject, told_at, ended_at from alerts where platform_id = ${platform} and kind = any(${others})
      `.execute(db)
      const ofClients: ClientRow[] = []
      for (const rule of rules) ofClients.push(...(await changedClients(db, { platform, rule, now })))
      const told = await sql<{ kind: AlertKind; last: Date }>`
        select kind, max(told_at) as last from alerts where platform_id = ${platform} and kind = any(${[...kinds]})
        group by kind`.execute(db)
      return {
        stored: [
          ...stored.rows.map(alertOf),
          ...ofClients.flatMap((row) => (row.told_at === null ? [] : [alertOf(row)])),
        ],
        clients: ofClients
          .filter(({ is_cause: isCause }) => isCause)
          .map(({ kind, subject }): AlertCause => ({ kind, subject })),
        lastToldAt: Object.fromEntries(told.rows.map(({ kind, last }) => [kind, last])),
        now,
      }
    },

    save: (platform, decided, channels) =>
      db
        .transaction()
        .execute(async (trx) => {
          if (!(await tell(trx, platform, decided))) throw new Conflict()
          await settle(trx, platform, decided)
          const alerts = decided.messages.flatMap((message) =>
            channels.map((channel) => ({ platform, channel, message })),
          )
          if (alerts.length > 0) await enqueue(trx, alerts)
          return 'saved' as const
        })
        .catch((error: unknown) => {
          if (error instanceof Conflict) return 'conflict' as const
          throw error
        }),
  }
}

class Conflict extends Error {}

const alertOf = ({ kind, subject, told_at: toldAt, ended_at: endedAt }: AlertRow): StoredAlert => ({
  ...{ kind, subject, toldAt },
  ...(endedAt !== null && { endedAt }),
})

/** The clients that the rule applies to without an alert that lasts, and the alerts that last without such a client. */
async function changedClients(
  db: Database,
  { platform, rule, now }: { readonly platform: string; readonly rule: ClientRule; readonly now: Date },
): Promise<readonly ClientRow[]> {
  const { kind, readiness, isOverdue } = rule
  const { rows } = await sql<ClientRow>`
    with causes as (
      select client_id::text as subject from onboardings
      where platform_id = ${platform} and erased_at is null and readiness = any(${[...readiness]}::readiness[])
        ${isOverdue ? sql`and deadline < ${now}` : sql``}
    ), told as (
      select subject, told_at, ended_at from alerts where platform_id = ${platform} and kind = ${kind}
    )
    select ${kind}::text as kind, coalesce(c.subject, t.subject) as subject, c.subject is not null as is_cause,
      t.told_at, t.ended_at
    from causes c full join told t on t.subject = c.subject
    where (c.subject is null) = (t.told_at is not null and t.ended_at is null)
    limit ${CLIENTS_AT_ONCE}`.execute(db)
  return rows
}

/** Stores what is told. Returns whether nothing of it was told since it was loaded. */
async function tell(trx: Trx, platform: string, { told, now }: AlertsDecided): Promise<boolean> {
  if (told.length === 0) return true
  const { rows } = await sql`
    insert into alerts (platform_id, kind, subject, told_at)
    select ${platform}, new.kind, new.subject, ${now}
    from unnest(${told.map(({ kind }) => kind)}::text[], ${told.map(({ subject }) => subject)}::text[]) new (kind, subject)
    on conflict (platform_id, kind, subject) do update set told_at = excluded.told_at, ended_at = null
    where alerts.told_at = (
      select before.told_at from unnest(
        ${told.map(({ kind }) => kind)}::text[], ${told.map(({ subject }) => subject)}::text[],
        ${told.map(({ toldBefore = null }) => toldBefore)}::timestamptz[]) before (kind, subject, told_at)
      where before.kind = excluded.kind and before.subject = excluded.subject)
    returning subject`.execute(trx)
  return rows.length === told.length
}

/** Stores what has ended or goes on, and forgets what ended long ago. */
async function settle(trx: Trx, platform: string, { revived, ended, now }: AlertsDecided): Promise<void> {
  for (const [alerts, endedAt] of [
    [revived, null],
    [ended, now],
  ] as const) {
    if (alerts.length === 0) continue
    await sql`
      update alerts a set ended_at = ${endedAt}
      from unnest(${alerts.map(({ kind }) => kind)}::text[], ${alerts.map(({ subject }) => subject)}::text[])
        changed (kind, subject)
      where a.platform_id = ${platform} and a.kind = changed.kind and a.subject = changed.subject`.execute(trx)
  }
  await sql`delete from alerts where platform_id = ${platform} and ended_at < ${now}::timestamptz - ${sql.raw(KEPT)}`.execute(
    trx,
  )
}
