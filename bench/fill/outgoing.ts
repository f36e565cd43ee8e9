import pg from 'pg'

/** Events of one client. */
const EVENTS_EACH = 10

/** Enters endpoints that get one type of events, which no opening causes. */
export async function fillEndpoints(db: pg.Client, urls: readonly string[]): Promise<void> {
  await db.query(
    `insert into webhook_endpoints (id, platform_id, url, event_types, secret_version, created_at)
     select gen_random_uuid(), 'default', url, '{account.ready}', 1, now() from unnest($1::text[]) url`,
    [urls],
  )
}

/** Enters outgoing events that have not been sent to any endpoint, each client's in a sequence of its own. */
export async function fillEvents(db: pg.Client, events: number): Promise<void> {
  await db.query(
    `insert into outgoing_events (platform_id, client_id, sequence, type, at, data)
     select 'default', c.id, n, 'account.ready', now(),
            jsonb_build_object('clientId', c.id, 'accountId', 'acct_' || replace(c.id::text, '-', ''),
                               'readiness', 'active', 'nextAction', 'none', 'metadata', '{"plan": "pro"}'::jsonb)
     from (select gen_random_uuid() as id from generate_series(1, $1::int)) c, generate_series(1, $2::int) n`,
    [Math.ceil(events / EVENTS_EACH), EVENTS_EACH],
  )
}

const DEADLOCK = '40P01'

/** Deletes all outgoing events and what has not been sent of them, while senders are at work. */
export async function deleteEvents(db: pg.Client): Promise<void> {
  for (;;) {
    try {
      await db.query('truncate outgoing_events, deliveries')
      return
    } catch (error) {
      // A sender takes the two tables in another order at times.
      if (!(error instanceof pg.DatabaseError) || error.code !== DEADLOCK) throw error
    }
  }
}
