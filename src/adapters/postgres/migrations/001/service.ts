import { sql, type Kysely } from 'kysely'

/** The credentials of the admin API. */
export async function apiKeys(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table api_keys (
      -- the part of the key that is not secret
      id           text primary key check (id ~ '^[0-9a-f]{12}$'),
      -- null: of all platforms; each request of such a key names one
      platform_id  text references platforms,
      -- not unique: a key and its replacement are valid together for a while
      name         text not null check (length(name) between 1 and 100),
      -- the SHA-256 of the whole key
      secret_hash  bytea not null unique check (octet_length(secret_hash) = 32),
      scopes       text[] not null check (
        cardinality(scopes) > 0
        and scopes <@ array[
          'clients:read', 'clients:write', 'clients:erase', 'accounts:manage', 'tokens:write', 'emails:send',
          'webhooks:manage', 'notices:read', 'read', 'admin']
      ),
      created_at   timestamptz not null,
      expires_at   timestamptz not null check (
        expires_at > created_at and expires_at <= created_at + interval '2160 hours'
      ),
      revoked_at   timestamptz,
      -- accurate to one minute
      last_used_at timestamptz
    );

    create function refuse_api_key_change() returns trigger language plpgsql as $$
    begin
      if old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at then
        raise exception 'key % is revoked and stays so', old.id using errcode = 'integrity_constraint_violation';
      end if;
      return new;
    end $$;
    create trigger api_keys_revoked_for_good before update on api_keys
      for each row execute function refuse_api_key_change();
  `.execute(db)
}

/** Idempotency keys, rate limits, and the budgets for calls to the provider. */
export async function requests(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- requests that their senders may repeat; only hashes of them are stored
    create table idempotency_keys (
      platform_id text not null default 'default',
      actor       text not null,
      key_hash    bytea not null check (octet_length(key_hash) = 32),
      fingerprint bytea not null check (octet_length(fingerprint) = 32),
      client_id   uuid not null references onboardings,
      token_id    uuid not null references onboarding_tokens,
      created_at  timestamptz not null,
      primary key (platform_id, actor, key_hash)
    );
    create index idempotency_keys_by_age on idempotency_keys (created_at);
    create index idempotency_keys_by_client on idempotency_keys (client_id);

    -- counters of the rate limits, as rate-limiter-flexible requires; they may be lost in a crash
    create unlogged table rate_limits (
      key         varchar(255) primary key,
      points      integer not null default 0,
      -- milliseconds since 1970
      expire      bigint,
      -- last, because the library inserts without column names
      platform_id text not null default 'default'
    );
    create index rate_limits_by_expiry on rate_limits (expire);

    -- up to when the turns for calls to the provider are claimed; unlogged, so that a claim waits neither for the disk
    -- nor for a standby; after a crash or a failover each bucket begins again
    create unlogged table provider_budgets (
      platform_id text not null default 'default',
      bucket      text not null check (length(bucket) between 1 and 100),
      paid_until  timestamptz not null,
      primary key (platform_id, bucket)
    );
  `.execute(db)
}
