import { sql, type Kysely } from 'kysely'

/** What comes back from the provider: its events, and whose the accounts are. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- the platform's own account and mode; null until the provider has said
    alter table accounts add column platform_id text, add column livemode boolean;
    create index accounts_by_look on accounts (fetched_at) where detached_at is null;
    create index account_intents_unsettled on account_intents (client_id) where status in ('open', 'settling');

    -- the inbox: each event once, by the provider's id; what it says is not kept, the account is asked for instead
    create table provider_events (
      id           text primary key check (length(id) <= 255),
      type         text not null check (length(type) <= 255),
      account_id   text,
      created_at   timestamptz not null,
      received_at  timestamptz not null default clock_timestamp(),
      -- null while there is something to do
      processed_at timestamptz,
      outcome      text check (outcome in ('processed', 'ignored')),
      last_error   text,
      check ((processed_at is null) = (outcome is null))
    );
    create index provider_events_unprocessed on provider_events (received_at) where processed_at is null;
  `.execute(db)
}
