import { sql, type RawBuilder } from 'kysely'
import { sequenceOf, type OutgoingEvent } from '../../domain/outgoing-event.ts'
import type { ValueOf } from './compiled-statement.ts'

/** What the part reads of a save. */
interface Telling {
  readonly outgoing: readonly OutgoingEvent[]
  readonly loaded: { readonly version: number } | undefined
}

/**
 * The part of a save that stores its outgoing events: those that an endpoint of the platform gets. It belongs to the
 * statement of the save, so that an opening costs no further one, and reads one empty table if there is no endpoint.
 */
export function outgoingEvents<Input extends Telling>(value: ValueOf<Input>, amount: number): RawBuilder<unknown> {
  const entries = Array.from({ length: amount }, (_, n) => {
    const sequence = value('float8', ({ loaded }) => sequenceOf((loaded?.version ?? 0) + 1, n))
    const type = value('text', ({ outgoing }) => outgoing[n]?.type)
    const data = value('jsonb', ({ outgoing }) => JSON.stringify(outgoing[n]?.data))
    return sql`(${sequence}, ${type}, ${data})`
  })
  return sql`
    insert into outgoing_events (platform_id, client_id, sequence, type, at, data)
    select saved.platform_id, saved.client_id, told.sequence, told.type, saved.at, told.data
    from saved cross join lateral (values ${sql.join(entries)}) as told (sequence, type, data)
    where exists (
      select from webhook_endpoints e
      where e.platform_id = saved.platform_id and (e.event_types = '{}' or told.type = any(e.event_types))
    )`
}
