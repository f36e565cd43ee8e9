import { sql, type Kysely } from 'kysely'

/**
 * Lists of clients that stay fast with a million of them, erasure, and requests that may be sent twice.
 *
 * All that needs the tables for itself, and nothing that takes longer the more is in them: migration 008 fills the
 * columns, builds the indexes and looks at the rows that were there before a CHECK.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- a trusted extension: the owner of a database may create it
    create extension if not exists pg_trgm;

    -- all that is changed below, at once: from here on everybody waits, so what follows is short
    lock table clients, accounts, account_intents, onboarding_tokens in access exclusive mode;

    -- an erased client stays as a tombstone: its name and e-mail say nothing any more
    alter table clients
      add column erased_at timestamptz,
      -- of the client's account, so that a list need not look at each
      add column readiness text not null default 'none',
      add constraint clients_readiness_check check (readiness in (
        'none', 'disconnected', 'rejected', 'onboarding', 'active_due', 'active', 'action_required', 'under_review',
        'paused')) not valid;
    alter table accounts
      add column readiness text not null default 'onboarding',
      add constraint accounts_readiness_check check (readiness in (
        'disconnected', 'rejected', 'onboarding', 'active_due', 'active', 'action_required', 'under_review', 'paused'))
        not valid;

    -- an erased client that has no account will never get one
    alter table account_intents
      drop constraint account_intents_status_check,
      add constraint account_intents_status_check check (status in ('open', 'settling', 'closed', 'done', 'barred'))
        not valid;

    -- a list shows a client's latest token; of those that are there, migration 008 finds out
    alter table onboarding_tokens add column is_latest boolean not null default true;

    -- a trigram index has no statistics: without these, a search for what everybody has would sort everybody
    create statistics clients_text on (name || ' ' || email || ' ' || coalesce(external_id, '')) from clients;

    -- by triggers, because the previous version of the service may still be writing
    create function replace_latest_token() returns trigger language plpgsql as $$
    begin
      update onboarding_tokens set is_latest = false where client_id = new.client_id and is_latest;
      return new;
    end $$;
    create trigger onboarding_tokens_latest before insert on onboarding_tokens
      for each row execute function replace_latest_token();

    create function copy_readiness() returns trigger language plpgsql as $$
    begin
      update clients set readiness = case when new.detached_at is null then new.readiness else 'none' end
      where id = new.client_id;
      return null;
    end $$;
    create trigger accounts_readiness_inserted after insert on accounts
      for each row execute function copy_readiness();
    create trigger accounts_readiness_changed after update of readiness, detached_at on accounts
      for each row when (old.readiness is distinct from new.readiness or old.detached_at is distinct from new.detached_at)
      execute function copy_readiness();

    -- what was answered to a request that may come again; only hashes of what the caller sent
    create table idempotency_keys (
      actor       text not null,
      key_hash    bytea not null check (octet_length(key_hash) = 32),
      fingerprint bytea not null check (octet_length(fingerprint) = 32),
      client_id   uuid not null references clients,
      token_id    uuid not null references onboarding_tokens,
      created_at  timestamptz not null,
      primary key (actor, key_hash)
    );
    create index idempotency_keys_by_age on idempotency_keys (created_at);
    create index idempotency_keys_by_client on idempotency_keys (client_id);
  `.execute(db)
}
