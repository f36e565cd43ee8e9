import { sql, type Kysely } from 'kysely'

/** The audit events. */
export async function auditTrail(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- the audit trail: no personal data, and no foreign keys, so that it outlives the rows that it describes
    create table audit_events (
      id          bigint generated always as identity primary key,
      platform_id text not null default 'default',
      at          timestamptz not null default clock_timestamp(),
      type        text not null,
      -- null if it is not about a single client
      client_id   uuid,
      token_id    uuid,
      actor       text not null,
      request_id  text not null,
      from_value  text,
      to_value    text,
      facts       jsonb
    );
    create index audit_events_by_client on audit_events (client_id, id);
    -- exports
    create index audit_events_of_platform on audit_events (platform_id, at, id);
    create index audit_events_of_service on audit_events (platform_id, id) where client_id is null;

    create function refuse_audit_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and current_setting('onboarding.forgets', true) = 'on' then
        return null;
      end if;
      raise exception 'the audit trail is append-only' using errcode = 'integrity_constraint_violation';
    end $$;
    create trigger audit_events_append_only before update or delete or truncate on audit_events
      for each statement execute function refuse_audit_change();

    -- the one exception: what is left of an erased client loses its values
    create function refuse_other_audit_change() returns trigger language plpgsql as $$
    begin
      if new.facts is null and to_jsonb(new) - 'facts' = to_jsonb(old) - 'facts'
        and exists (select from onboardings o where o.client_id = old.client_id and o.erased_at is not null)
      then
        return new;
      end if;
      raise exception 'the audit trail is append-only' using errcode = 'integrity_constraint_violation';
    end $$;
    create trigger audit_events_keep_all_else before update on audit_events
      for each row execute function refuse_other_audit_change();

    -- with the rights of its owner: the service has none to change audit events
    create function forget_audit_values(platform text, clients uuid[]) returns integer
      language plpgsql security definer set search_path from current as $$
    declare
      changed integer;
    begin
      perform set_config('onboarding.forgets', 'on', true);
      update audit_events set facts = null where client_id = any(clients) and platform_id = platform and facts is not null;
      get diagnostics changed = row_count;
      perform set_config('onboarding.forgets', 'off', true);
      return changed;
    end $$;
  `.execute(db)
}

/** The provider's events. */
export async function inbox(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- the inbox: each event once, by the provider's id; its payload is not stored, the account is fetched instead
    create table provider_events (
      id           text not null check (length(id) <= 255),
      platform_id  text not null default 'default',
      type         text not null check (length(type) <= 255),
      account_id   text,
      created_at   timestamptz not null,
      received_at  timestamptz not null default clock_timestamp(),
      -- null until the event is processed or ignored
      processed_at timestamptz,
      outcome      text check (outcome in ('processed', 'ignored')),
      last_error   text,
      check ((processed_at is null) = (outcome is null)),
      -- an account that is connected to two platforms sends both of them the same event
      primary key (platform_id, id)
    );
    -- lists, and what is old enough to be deleted
    create index provider_events_by_arrival on provider_events (platform_id, received_at, id);
    create index provider_events_unprocessed on provider_events (platform_id, received_at) where processed_at is null;

    -- up to when the provider's own list of events was fetched, in case that some are not delivered
    create table feed_cursors (
      platform_id   text primary key default 'default',
      fetched_until timestamptz not null
    );

    -- how often each sign of how the provider's events arrive was seen, and when last
    create table delivery_signs (
      platform_id text not null default 'default',
      sign        text not null check (length(sign) between 1 and 100),
      count       bigint not null check (count > 0),
      last_at     timestamptz not null,
      primary key (platform_id, sign)
    );
  `.execute(db)
}
