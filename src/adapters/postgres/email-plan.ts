import { sql } from 'kysely'
import type { EmailPlan } from '../../ports/email-plan.ts'
import type { Database } from './database.ts'

/** The plan that every save writes. */
export const postgresEmailPlan = (db: Database): EmailPlan => ({
  async due(platform, limit) {
    const rows = await db
      .selectFrom('onboardings')
      .where('platform_id', '=', platform)
      .where('next_email_at', '<=', sql<Date>`clock_timestamp()`)
      .select('client_id')
      .orderBy('next_email_at')
      .limit(limit)
      .execute()
    return rows.map(({ client_id: clientId }) => clientId)
  },
})
