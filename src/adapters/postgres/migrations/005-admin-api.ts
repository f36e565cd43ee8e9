import { sql, type Kysely } from 'kysely'
import { readinessOf } from '../../../domain/account.ts'
import { toSnapshot } from '../rows.ts'
import type { Schema } from '../schema.ts'

/** Lists of clients that stay fast with a million of them, erasure, and requests that may be sent twice. */
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
      add column readiness text not null default 'none' check (readiness in (
        'none', 'disconnected', 'rejected', 'onboarding', 'active_due', 'active', 'action_required', 'under_review',
        'paused'));
    alter table accounts
      add column readiness text not null default 'onboarding' check (readiness in (
        'disconnected', 'rejected', 'onboarding', 'active_due', 'active', 'action_required', 'under_review', 'paused'));

    -- an erased client that has no account will never get one
    alter table account_intents
      drop constraint account_intents_status_check,
      add constraint account_intents_status_check check (status in ('open', 'settling', 'closed', 'done', 'barred'));

    -- a list shows a client's latest token
    alter table onboarding_tokens add column is_latest boolean not null default true;
    update onboarding_tokens t set is_latest = false
    where exists (
      select from onboarding_tokens later
      where later.client_id = t.client_id and (later.issued_at, later.id) > (t.issued_at, t.id)
    );
    create unique index onboarding_tokens_one_latest_per_client on onboarding_tokens (client_id) where is_latest;
  `.execute(db)
  await fillReadiness(db)
  await sql`
    create index clients_by_readiness on clients (readiness, id desc) where erased_at is null;
    create index clients_by_text on clients
      using gin ((name || ' ' || email || ' ' || coalesce(external_id, '')) gin_trgm_ops) where erased_at is null;
    -- a trigram index has no statistics: without these, a search for what everybody has would sort everybody
    create statistics clients_text on (name || ' ' || email || ' ' || coalesce(external_id, '')) from clients;
    create index onboarding_tokens_by_status on onboarding_tokens (status, client_id desc) where is_latest;
    create index onboarding_tokens_by_expiry on onboarding_tokens (expires_at)
      where is_latest and status in ('pending', 'in_progress');

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

/** The rule is the domain's, so it is not written down in SQL once more. Before the triggers, which do it one by one. */
async function fillReadiness(db: Kysely<Schema>): Promise<void> {
  let after = ''
  for (;;) {
    const rows = await db.selectFrom('accounts').where('id', '>', after).selectAll().orderBy('id').limit(5000).execute()
    const last = rows.at(-1)
    if (last === undefined) break
    after = last.id
    const readiness = rows.map((row) => readinessOf(toSnapshot(row)).readiness)
    await sql`
      update accounts a set readiness = given.readiness
      from unnest(${rows.map(({ id }) => id)}::text[], ${readiness}::text[]) as given (id, readiness)
      where a.id = given.id and a.readiness <> given.readiness`.execute(db)
  }
  await sql`
    update clients c set readiness = a.readiness from accounts a
    where a.client_id = c.id and a.detached_at is null`.execute(db)
}
