import { sql, type Kysely } from 'kysely'

/** Intents: one for each client. */
export async function intents(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- one row for each client: the generation that its account is created under
    create type intent_status as enum ('open', 'settling', 'closed', 'done', 'barred');

    create table account_intents (
      client_id      uuid primary key references onboardings,
      platform_id    text not null default 'default',
      generation     integer not null check (generation >= 1),
      -- the first generation since an operator reset the account; null if there was no reset
      first_generation integer check (first_generation <= generation),
      -- 'barred': the client was erased before it had an account, so none may be created
      status         intent_status not null,
      -- frozen while the outcome is unknown, null afterwards: the client's data, and what creates the account and how
      parameters     jsonb,
      terms          jsonb,
      tries          integer not null check (tries >= 0),
      opened_at      timestamptz,
      settling_since timestamptz,
      check ((status in ('open', 'settling')) = (parameters is not null)),
      check ((parameters is null) = (terms is null)),
      check ((status in ('open', 'settling')) = (opened_at is not null)),
      check ((status = 'settling') = (settling_since is not null))
    );
    create index account_intents_unsettled on account_intents (platform_id, client_id) where status in ('open', 'settling');
  `.execute(db)
}

/** Accounts: those that clients have, and those that they had. */
export async function accounts(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- no other table stores the account id
    create table accounts (
      number             bigint generated always as identity primary key,
      id                 text not null check (length(id) between 1 and 255),
      platform_id        text not null default 'default',
      client_id          uuid not null references onboardings,
      generation         integer not null check (generation >= 1),
      snapshot           jsonb not null,
      -- when the snapshot was fetched: of two snapshots, the later one wins
      fetched_at         timestamptz not null,
      created_at         timestamptz not null,
      -- when an operator detached it, so that the client gets another one
      detached_at        timestamptz,
      -- what created the account and how: the provider's API, our platform there, the mode, the shape of the account
      terms              jsonb not null
    );
    -- A detached account may be adopted again, also by another client. An account of a platform in live mode has the same
    -- id in test mode, which may be another platform of ours.
    create unique index accounts_attached on accounts (platform_id, id) where detached_at is null;
    -- whatever our platforms are called: what one platform holds at the provider in one mode, it holds once
    create unique index accounts_held_once on accounts (
      id, (terms -> 'reference' ->> 'platformId'), (terms -> 'reference' ->> 'livemode')) where detached_at is null;
    create unique index accounts_one_attached_per_client on accounts (client_id) where detached_at is null;
    create index accounts_by_fetch on accounts (platform_id, fetched_at, id) where detached_at is null;

    create function refuse_account_change() returns trigger language plpgsql as $$
    begin
      if new.id <> old.id or new.client_id <> old.client_id or new.generation <> old.generation
        or new.terms <> old.terms or old.detached_at is not null then
        raise exception 'account % is written once', old.id using errcode = 'integrity_constraint_violation';
      end if;
      return new;
    end $$;
    create trigger accounts_written_once before update on accounts
      for each row execute function refuse_account_change();
  `.execute(db)
}

/** What the provider demanded so far. */
export async function countryCures(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- what the provider demanded of the accounts of a profile in a country; a few rows
    create table country_cures (
      platform_id text not null default 'default',
      cure        jsonb not null,
      primary key (platform_id, cure)
    );
  `.execute(db)
}

/** The account links that were handed out, by the hashes of the states in their URLs. */
export async function linkAttempts(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table link_attempts (
      state_hash      bytea primary key check (octet_length(state_hash) = 32),
      platform_id     text not null default 'default',
      -- no foreign keys: two look-ups for each opening, of rows that outlive their attempts
      token_id        uuid not null,
      account_id      text not null,
      link_expires_at timestamptz not null,
      created_at      timestamptz not null,
      refresh_hash    bytea not null unique check (octet_length(refresh_hash) = 32),
      -- when the attempt's chain of refreshes ends
      refresh_until   timestamptz not null,
      refresh_used_at timestamptz
    );
    -- what is old enough to be deleted
    create index link_attempts_by_age on link_attempts (platform_id, created_at);
  `.execute(db)
}
