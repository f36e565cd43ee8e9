// What the service relies on in a database that others have set up, checked before it is relied on.
import { sql, type QueryExecutorProvider } from 'kysely'

/** The oldest PostgreSQL that the service is tested with. */
const OLDEST = 15

interface Common {
  readonly role: string
  readonly database: string
  readonly version: number
  readonly encoding: string
  readonly readOnly: boolean
  readonly schema: string | null
}

const COMMON = sql`
  current_user::text as role, current_database()::text as database,
  current_setting('server_version_num')::int / 10000 as version,
  current_setting('server_encoding') as encoding,
  pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as "readOnly",
  current_schema()::text as schema`

function commonFaults({ version, encoding, readOnly, schema, role, database }: Common): string[] {
  return [
    version < OLDEST && `The server is PostgreSQL ${version}: ${OLDEST} or newer is needed.`,
    encoding !== 'UTF8' &&
      `The encoding of the database is ${encoding}: create it with UTF8 (create database … encoding 'UTF8' template template0).`,
    readOnly && `The database "${database}" is read-only: connect to the primary server.`,
    schema === null && `No schema in the search_path exists: alter role "${role}" set search_path = public.`,
  ].filter((fault) => fault !== false)
}

/** What stands in the way of migrations, in sentences that say what to do. Needs no rights. */
export async function migrationFaults(db: QueryExecutorProvider): Promise<string[]> {
  const { rows } = await sql<
    Common & {
      mayCreate: boolean
      mayCreateSchema: boolean
      trgm: 'there' | 'possible' | 'absent'
      jobs: boolean | null
    }
  >`
    select ${COMMON},
      coalesce(has_schema_privilege(current_schema(), 'create'), false) as "mayCreate",
      has_database_privilege(current_database(), 'create') as "mayCreateSchema",
      case when exists (select from pg_extension where extname = 'pg_trgm') then 'there'
        when exists (select from pg_available_extensions where name = 'pg_trgm') then 'possible'
        else 'absent' end as trgm,
      (select has_schema_privilege(oid, 'create') from pg_namespace where nspname = 'pgboss') as jobs`.execute(db)
  return rows.flatMap((row) => [
    ...commonFaults(row),
    ...[
      row.schema !== null &&
        !row.mayCreate &&
        `The role may not create tables: grant create on schema "${row.schema}" to "${row.role}".`,
      row.trgm === 'absent' &&
        'The server does not have the extension pg_trgm: install its package (postgresql-contrib).',
      row.trgm === 'possible' &&
        !row.mayCreateSchema &&
        `The role may not create extensions: let an administrator run "create extension pg_trgm" in "${row.database}".`,
      row.jobs === null &&
        !row.mayCreateSchema &&
        `The role may not create schemas: let an administrator run "create schema pgboss authorization ${row.role}".`,
      row.jobs === false && `The role may not create tables: grant create on schema pgboss to "${row.role}".`,
    ].filter((fault) => fault !== false),
  ])
}

/** What about the migrated database prevents the service from working, and what makes it worse. */
export interface DatabaseFindings {
  readonly faults: readonly string[]
  readonly warnings: readonly string[]
}

/** Checks the database as the service sees it, in sentences that say what to do. */
export async function databaseFindings(db: QueryExecutorProvider): Promise<DatabaseFindings> {
  const { rows } = await sql<
    Common & { hasTables: boolean; unreadable: string[]; dateStyle: string; hasLimits: boolean }
  >`
    select ${COMMON},
      to_regclass('onboardings') is not null as "hasTables",
      array(select format('%I.%I', nspname, relname) from pg_class c join pg_namespace n on n.oid = relnamespace
        where (nspname = 'pgboss' or n.oid = current_schema()::regnamespace) and relkind in ('r', 'p')
          and not (has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')) order by 1
      ) as unreadable,
      current_setting('datestyle') as "dateStyle",
      current_setting('statement_timeout') <> '0' and current_setting('lock_timeout') <> '0' as "hasLimits"`.execute(db)
  const found = {
    faults: rows.flatMap((row) => [
      ...commonFaults(row),
      ...[
        row.schema !== null &&
          !row.hasTables &&
          `The schema "${row.schema}" of "${row.database}" has no tables of the service: MIGRATION_DATABASE_URL and DATABASE_URL must lead to the same database and schema.`,
        row.unreadable.length > 0 &&
          `The role "${row.role}" may not read ${row.unreadable.slice(0, 3).join(', ')}${row.unreadable.length > 3 ? ', …' : ''}: see roles.sql for the rights that it needs.`,
        !row.dateStyle.startsWith('ISO') &&
          `The DateStyle is ${row.dateStyle}: alter role "${row.role}" set datestyle = 'ISO'.`,
      ].filter((fault) => fault !== false),
    ]),
    warnings: rows.flatMap((row) =>
      [
        !row.hasLimits &&
          `A pooler is between the service and the database, and the role has no time limits: single statements that wait for a lock are given up by the service only. See roles.sql: alter role "${row.role}" set statement_timeout = '3s', and so on.`,
      ].filter((warning) => warning !== false),
    ),
  }
  return found.faults.length > 0 ? found : { faults: [], warnings: [...found.warnings, ...(await silence(db))] }
}

/** How long after the first account its first event must have come. */
const FIRST_EVENT = sql.raw(`interval '1 hour'`)

/** Whether no event has ever come, although there are accounts that must have caused some. */
async function silence(db: QueryExecutorProvider): Promise<string[]> {
  const { rows } = await sql<{ isSilent: boolean }>`
    select exists (select from accounts where created_at < now() - ${FIRST_EVENT})
      and not exists (select from provider_events) as "isSilent"`.execute(db)
  if (rows[0]?.isSilent !== true) return []
  return [
    'No valid event of Stripe has ever come, although there are accounts: check that the endpoint exists, that it receives the events of connected accounts, and that STRIPE_WEBHOOK_SECRET is its secret.',
  ]
}
