import { sql } from 'kysely'
import { MOST_CLIENTS, type LinkRequests } from '../../ports/link-requests.ts'
import type { Database, Trx } from './database.ts'
import { runPrepared } from './prepared.ts'

/** The job of a request: no address, only what it found. */
interface FoundClients {
  readonly platform: string
  readonly requestId: string
  readonly clientIds: readonly string[]
}

/** Requests for links, as jobs. */
export const postgresLinkRequests = (
  db: Database,
  enqueue: (trx: Trx, found: FoundClients) => Promise<void>,
): LinkRequests => ({
  async add({ platform, email, requestId }) {
    await db.transaction().execute(async (trx) => {
      const rows = await runPrepared(trx, clientsOf({ platform, email }))
      await enqueue(trx, { platform, requestId, clientIds: rows.map(({ id }) => id) })
    })
  },
})

/** Through the unique index of addresses: the key of an erased client is null. Ids grow with time. */
const clientsOf = ({ platform, email }: { readonly platform: string; readonly email: string }) => sql<{ id: string }>`
  select id from clients
  where platform_id = ${platform} and lower(email collate "C") = lower(${email}::text collate "C")
  order by id desc limit ${MOST_CLIENTS}`
