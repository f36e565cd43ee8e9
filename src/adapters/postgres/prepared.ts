import { CompiledQuery, type QueryResult } from 'kysely'
import type { CompiledStatement } from './compiled-statement.ts'
import type { Connection } from './database.ts'
import { nameStatement } from './statement-names.ts'

/**
 * Runs a statement that is sent by name, so that each connection parses it once and the server can reuse its plan
 * (postgresql.org/docs/current/sql-prepare.html). For statements whose best plan does not depend on their values, and of
 * which there are few texts.
 */
export async function runPrepared<Row>(
  db: Connection,
  query: { compile(db: Connection): CompiledQuery<Row> },
): Promise<readonly Row[]> {
  return (await executePrepared<Row>(db, query.compile(db))).rows
}

/** {@link runPrepared} for a compiled statement and its inputs. */
export async function runCompiled<Row, Input>(
  db: Connection,
  { text, valuesFor }: CompiledStatement<Input>,
  inputs: readonly Input[],
): Promise<readonly Row[]> {
  return (await executePrepared<Row>(db, CompiledQuery.raw(text, valuesFor(inputs)))).rows
}

/** {@link runPrepared} for a statement that is already SQL. */
export function runPreparedText(
  db: Connection,
  text: string,
  values: readonly unknown[] = [],
): Promise<QueryResult<Record<string, unknown>>> {
  return executePrepared(db, CompiledQuery.raw(text, [...values]))
}

function executePrepared<Row>(db: Connection, query: CompiledQuery<Row>): Promise<QueryResult<Row>> {
  nameStatement(query.sql)
  return db.executeQuery(query)
}
