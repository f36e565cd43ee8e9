import type pg from 'pg'

/** One statement, as pg_stat_statements sees it. Times are of one call, in milliseconds. */
export interface Statement {
  readonly query: string
  readonly calls: number
  readonly planMs: number
  readonly execMs: number
}

/** Forgets the statements of a database. */
export async function resetStatements(admin: pg.Client, database: string): Promise<void> {
  await admin.query('select pg_stat_statements_reset(0, oid) from pg_database where datname = $1', [database])
}

/** The statements of a database since the reset, the most frequent first. */
export async function readStatements(admin: pg.Client, database: string): Promise<Statement[]> {
  const { rows } = await admin.query<Statement>(
    `select query, calls::float8 as calls, total_plan_time / greatest(calls, 1) as "planMs", mean_exec_time as "execMs"
     from pg_stat_statements s join pg_database d on d.oid = s.dbid where datname = $1 order by calls desc`,
    [database],
  )
  return rows
}

/** Whether a statement only begins or ends a transaction. */
export const isTransactionControl = ({ query }: Statement): boolean => /^(begin|start|commit|rollback)\b/i.test(query)
