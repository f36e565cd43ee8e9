import { sql, type Kysely } from 'kysely'

/** Which browsers have opened a token, so that the client can be told of a second one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table token_browsers (
      token_id     uuid not null references onboarding_tokens,
      -- of a random id that the page made for itself; it names nobody
      browser_hash bytea not null check (octet_length(browser_hash) = 32),
      opened_at    timestamptz not null default clock_timestamp(),
      primary key (token_id, browser_hash)
    )`.execute(db)
}
