import { sql } from 'kysely'
import type { EmailPlan } from '../../ports/email-plan.ts'
import type { Database } from './database.ts'

/** The plan that every save writes. */
export const postgresEmailPlan = (db: Database): EmailPlan => ({
  due: (limit) =>
    db
      .selectFrom('onboardings')
      .where('next_email_at', '<=', sql<Date>`clock_timestamp()`)
      .select(['client_id as clientId', 'platform_id as platform'])
      .orderBy('next_email_at')
      .limit(limit)
      .execute(),
})
