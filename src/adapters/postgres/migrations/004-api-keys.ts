import { sql, type Kysely } from 'kysely'

/** The keys of the admin API. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table api_keys (
      -- a part of the key that everybody may see
      id           text primary key check (id ~ '^[0-9a-f]{12}$'),
      -- not unique: a key and the one that takes over from it live side by side for a while
      name         text not null check (length(name) between 1 and 100),
      -- the SHA-256 of the whole key
      secret_hash  bytea not null unique check (octet_length(secret_hash) = 32),
      scopes       text[] not null check (
        cardinality(scopes) > 0
        and scopes <@ array['clients:read', 'clients:write', 'tokens:write', 'read', 'admin']
      ),
      created_at   timestamptz not null,
      expires_at   timestamptz not null check (
        expires_at > created_at and expires_at <= created_at + interval '2160 hours'
      ),
      -- null while nobody has withdrawn it
      revoked_at   timestamptz,
      -- to the minute
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
