import { sql, type Kysely } from 'kysely'

/** Who issued a token: a link that the client asked for itself may be renewed with the one before it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table onboarding_tokens
      add column issued_by text not null default 'staff',
      -- migration 008 looks at the rows that are there
      add constraint onboarding_tokens_issued_by_check check (issued_by in ('staff', 'client')) not valid;
  `.execute(db)
}
