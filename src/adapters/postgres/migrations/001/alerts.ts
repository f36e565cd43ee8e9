import { sql, type Kysely } from 'kysely'

/** What operators were told of. */
export async function alerts(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table alerts (
      platform_id text not null default 'default',
      kind        text not null check (length(kind) between 1 and 40),
      -- what distinguishes it from the others of its kind, such as a client's id
      subject     text not null check (length(subject) between 1 and 200),
      told_at     timestamptz not null,
      -- null: it lasts
      ended_at    timestamptz,
      primary key (platform_id, kind, subject)
    );
  `.execute(db)
}
