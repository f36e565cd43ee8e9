import { sql, type Kysely } from 'kysely'

/** The tables of the main job. Constraints repeat what the domain says, so that a row outside of it cannot exist. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table clients (
      id          uuid primary key,
      name        text not null check (length(name) between 1 and 200),
      email       text not null check (length(email) between 3 and 254),
      -- as the account will have it; null lets the provider ask
      country     text check (country ~ '^[A-Z]{2}$'),
      external_id text check (length(external_id) between 1 and 200),
      created_at  timestamptz not null default clock_timestamp()
    );
    create unique index clients_email_key on clients (lower(email));
    create unique index clients_external_id_key on clients (external_id);

    create table onboarding_tokens (
      id            uuid primary key,
      client_id     uuid not null references clients,
      purpose       text not null check (purpose in ('onboarding', 'update')),
      -- 'expired' is derived from expires_at and never stored
      status        text not null check (status in ('pending', 'in_progress', 'completed', 'revoked')),
      issued_at     timestamptz not null,
      expires_at    timestamptz not null check (expires_at > issued_at),
      -- the first opening; kept when the token ends
      started_at    timestamptz,
      completed_at  timestamptz,
      revoked_at    timestamptz,
      revoke_reason text check (revoke_reason in ('replaced', 'operator', 'email_changed', 'erased')),
      attempts      integer not null default 0 check (attempts >= 0),
      last_error    jsonb,
      check (status <> 'pending' or started_at is null),
      check (status <> 'in_progress' or started_at is not null),
      check ((status = 'completed') = (completed_at is not null)),
      check ((status = 'revoked') = (revoked_at is not null)),
      check ((revoked_at is null) = (revoke_reason is null)),
      check ((attempts = 0) = (last_error is null))
    );
    create unique index onboarding_tokens_one_open_per_client
      on onboarding_tokens (client_id) where status in ('pending', 'in_progress');
    create index onboarding_tokens_by_client on onboarding_tokens (client_id, issued_at desc);

    -- a token may have several links; only the SHA-256 of their secrets is kept
    create table token_secrets (
      hash       bytea primary key check (octet_length(hash) = 32),
      token_id   uuid not null references onboarding_tokens,
      created_at timestamptz not null default clock_timestamp()
    );
    create index token_secrets_by_token on token_secrets (token_id);

    -- one row a client: the generation that its account is being created under
    create table account_intents (
      client_id      uuid primary key references clients,
      generation     integer not null check (generation >= 1),
      status         text not null check (status in ('open', 'settling', 'closed', 'done')),
      -- frozen while the outcome is unknown, and gone when it is known
      parameters     jsonb,
      tries          integer not null check (tries >= 0),
      opened_at      timestamptz,
      settling_since timestamptz,
      check ((status in ('open', 'settling')) = (parameters is not null)),
      check ((status in ('open', 'settling')) = (opened_at is not null)),
      check ((status = 'settling') = (settling_since is not null))
    );

    -- the only home of an account id
    create table accounts (
      id          text primary key check (length(id) between 1 and 255),
      client_id   uuid not null references clients,
      generation  integer not null check (generation >= 1),
      snapshot    jsonb not null,
      -- when we asked for the snapshot: a later one wins
      fetched_at  timestamptz not null,
      created_at  timestamptz not null default clock_timestamp(),
      -- set by an operator who wants another account for the client
      detached_at timestamptz
    );
    create unique index accounts_one_attached_per_client on accounts (client_id) where detached_at is null;

    create table link_attempts (
      state_hash      bytea primary key check (octet_length(state_hash) = 32),
      token_id        uuid not null references onboarding_tokens,
      account_id      text not null references accounts,
      link_expires_at timestamptz not null,
      created_at      timestamptz not null default clock_timestamp()
    );
    create index link_attempts_by_token on link_attempts (token_id, link_expires_at desc);

    -- who did what when; no personal data, and no foreign keys, so that it outlives what it tells of
    create table audit_events (
      id          bigint generated always as identity primary key,
      at          timestamptz not null default clock_timestamp(),
      type        text not null,
      client_id   uuid not null,
      token_id    uuid,
      actor       text not null,
      request_id  text not null,
      from_status text,
      to_status   text,
      facts       jsonb
    );
    create index audit_events_by_client on audit_events (client_id, id);

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

    create function refuse_account_change() returns trigger language plpgsql as $$
    begin
      if new.id <> old.id or new.client_id <> old.client_id or new.generation <> old.generation then
        raise exception 'account % is written once', old.id using errcode = 'integrity_constraint_violation';
      end if;
      return new;
    end $$;
    create trigger accounts_written_once before update on accounts
      for each row execute function refuse_account_change();

    create function refuse_audit_change() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit trail is append-only' using errcode = 'integrity_constraint_violation';
    end $$;
    create trigger audit_events_append_only before update or delete or truncate on audit_events
      for each statement execute function refuse_audit_change();
  `.execute(db)
}
