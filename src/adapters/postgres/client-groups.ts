import { sql } from 'kysely'
import type { ClientGroup } from '../../domain/client-counts.ts'
import type { Database } from './database.ts'

/** The clients of a platform in groups. One pass over the root table, which has no personal data. */
export async function clientGroups(db: Database, platform: string): Promise<readonly ClientGroup[]> {
  const { rows } = await sql<ClientGroup>`
    select case when status in ('pending', 'in_progress') and token_expires_at <= now() then 'expired'
                else status::text end as status,
           readiness, next_action as "nextAction", count(*)::integer as clients
    from onboardings where platform_id = ${platform} and erased_at is null
    group by 1, 2, 3`.execute(db)
  return rows
}
