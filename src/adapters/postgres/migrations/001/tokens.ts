import { sql, type Kysely } from 'kysely'

/** The permissions to onboard. */
export async function tokens(db: Kysely<unknown>): Promise<void> {
  await sql`
    create type token_purpose as enum ('onboarding', 'update');
    create type token_issuer as enum ('staff', 'client', 'remedy', 'reminder');
    create type revoke_reason as enum ('replaced', 'operator', 'email_changed', 'erased', 'account_reset');

    create table onboarding_tokens (
      id            uuid primary key,
      platform_id   text not null default 'default',
      client_id     uuid not null references onboardings,
      -- 1, 2, … for each client
      number        integer not null check (number >= 1),
      purpose       token_purpose not null,
      status        token_status not null,
      issued_by     token_issuer not null,
      issued_at     timestamptz not null,
      expires_at    timestamptz not null check (expires_at > issued_at),
      -- the first opening; stays when the token ends
      started_at    timestamptz,
      completed_at  timestamptz,
      revoked_at    timestamptz,
      revoke_reason revoke_reason,
      attempts      integer not null default 0 check (attempts >= 0),
      last_error    jsonb,
      -- until when an account link that was handed out can be opened
      links_until   timestamptz,
      -- reminders, and the last email that told the client to use the token
      reminders     smallint not null default 0 check (reminders >= 0),
      reminded_at   timestamptz,
      -- when links of it were sent again because the client's address was typed, the last ones; null: never
      sent_again_at jsonb,
      -- hex hashes of random ids that browsers generated; they identify no person
      browsers      text[] not null default '{}' check (cardinality(browsers) <= 4),
      confirmation  jsonb, -- by codes that were emailed: when, the keyed hash of the last one, the browser that typed one
      unique (client_id, number),
      check (status <> 'pending' or started_at is null),
      check (status <> 'in_progress' or started_at is not null),
      check ((started_at is null) = (links_until is null)),
      check ((status = 'completed') = (completed_at is not null)),
      check ((status = 'revoked') = (revoked_at is not null)),
      check ((revoked_at is null) = (revoke_reason is null)),
      -- an opening that succeeds removes the error, and the count stays
      check (attempts > 0 or last_error is null)
    ) with (fillfactor = 80);
    -- open means neither completed nor revoked. The condition names no column that an opening changes, so that the
    -- opening does not rewrite the indexes
    create unique index onboarding_tokens_one_open_per_client
      on onboarding_tokens (client_id) where completed_at is null and revoked_at is null;
    -- what is old enough to be deleted
    create index onboarding_tokens_by_revocation on onboarding_tokens (platform_id, revoked_at, client_id)
      where revoked_at is not null;
  `.execute(db)
}

/** Secrets that are sent to clients. Only their SHA-256 is stored. */
export async function secrets(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- a token may have several links
    create table token_secrets (
      hash        bytea primary key check (octet_length(hash) = 32),
      platform_id text not null default 'default',
      token_id    uuid not null references onboarding_tokens,
      created_at  timestamptz not null
    );
    create index token_secrets_by_token on token_secrets (token_id);

    -- the secrets in reminders that stop reminders; they open nothing
    create table stop_secrets (
      hash        bytea primary key check (octet_length(hash) = 32),
      platform_id text not null default 'default',
      client_id   uuid not null references onboardings,
      token_id    uuid not null references onboarding_tokens,
      created_at  timestamptz not null
    );
    create index stop_secrets_by_client on stop_secrets (client_id, token_id);
  `.execute(db)
}

/** The last defence of the state machine, in case a save is wrong. */
export async function tokenMoves(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function refuse_illegal_token_move() returns trigger language plpgsql as $$
    begin
      if old.status in ('completed', 'revoked') and new.status <> old.status then
        raise exception 'token % is % and stays so', old.id, old.status using errcode = 'integrity_constraint_violation';
      end if;
      if old.status = 'in_progress' and new.status = 'pending' then
        raise exception 'token % cannot become pending again', old.id using errcode = 'integrity_constraint_violation';
      end if;
      if new.client_id <> old.client_id then
        raise exception 'token % cannot change its client', old.id using errcode = 'integrity_constraint_violation';
      end if;
      return new;
    end $$;
    create trigger onboarding_tokens_legal_moves before update on onboarding_tokens
      for each row execute function refuse_illegal_token_move();
  `.execute(db)
}
