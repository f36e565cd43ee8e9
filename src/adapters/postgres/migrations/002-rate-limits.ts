import { sql, type Kysely } from 'kysely'

/** Counters of the rate limits, in the shape that rate-limiter-flexible wants. Losing them in a crash harms nobody. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create unlogged table rate_limits (
      key    varchar(255) primary key,
      points integer not null default 0,
      -- milliseconds since 1970
      expire bigint
    );
    create index rate_limits_by_expiry on rate_limits (expire);
  `.execute(db)
}
