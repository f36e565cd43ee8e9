import type pg from 'pg'
import { wrongRootRows } from '../../support/root-rows.ts'
import { unless } from '../tally.ts'

/** What a list would show of any client and is not so, and clients that no list would show. */
export async function wrongInLists(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ clients: number; roots: number }>(
    `select (select count(*)::int from clients) as clients, (select count(*)::int from onboardings) as roots`,
  )
  const { clients = 0, roots = 0 } = rows[0] ?? {}
  return [
    ...unless(clients > 0 && clients === roots, `${clients} clients have ${roots} root rows`),
    ...(await wrongRootRows(pool)),
  ]
}
