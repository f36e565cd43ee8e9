import { sql, type Kysely } from 'kysely'

/** The receivers of outgoing events. */
export async function webhookEndpoints(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- the receivers of outgoing events; their secrets are derived from a key of the configuration, and not stored
    create table webhook_endpoints (
      id                    uuid primary key,
      platform_id           text not null references platforms,
      url                   text not null check (length(url) between 1 and 2048),
      -- empty: all
      event_types           text[] not null,
      secret_version        integer not null check (secret_version >= 1),
      -- until when the secret before this one signs as well
      previous_secret_until timestamptz,
      created_at            timestamptz not null,
      -- the first failure since the last success
      failing_since         timestamptz,
      off_since             timestamptz,
      off_reason            text check (off_reason in ('staff', 'failing')),
      check ((off_since is null) = (off_reason is null))
    );
    create index webhook_endpoints_of_platform on webhook_endpoints (platform_id);

  `.execute(db)
}

/** What platforms are told of their clients, and what became of it. */
export async function outgoingEvents(db: Kysely<unknown>): Promise<void> {
  await sql`
    create type delivery_status as enum ('waiting', 'delivered', 'given_up');

    -- written by the save of what they tell, if an endpoint gets their type
    create table outgoing_events (
      id            uuid primary key default gen_random_uuid(),
      platform_id   text not null,
      client_id     uuid not null,
      -- grows with each event of a client
      sequence      bigint not null,
      type          text not null,
      at            timestamptz not null,
      data          jsonb not null,
      -- whether its deliveries exist
      is_fanned_out boolean not null default false
    );
    create index outgoing_events_to_fan_out on outgoing_events (at, sequence) where not is_fanned_out;
    create index outgoing_events_of_client on outgoing_events (client_id);
    create index outgoing_events_of_platform on outgoing_events (platform_id, at);

    create table deliveries (
      id              bigint generated always as identity primary key,
      platform_id     text not null,
      endpoint_id     uuid not null references webhook_endpoints on delete cascade,
      event_id        uuid not null references outgoing_events on delete cascade,
      client_id       uuid not null,
      sequence        bigint not null,
      status          delivery_status not null default 'waiting',
      -- those since it was requested
      attempts        integer not null default 0 check (attempts >= 0),
      -- while it is being sent: until when its sender may take
      next_attempt_at timestamptz,
      is_sending      boolean not null default false,
      attempted_at    timestamptz,
      answer_status   integer,
      answer_body     text check (length(answer_body) <= 2000),
      failure         text,
      unique (endpoint_id, event_id),
      check ((status = 'waiting') = (next_attempt_at is not null))
    );
    create index deliveries_due on deliveries (endpoint_id, next_attempt_at, id) where status = 'waiting';
    create index deliveries_in_order on deliveries (endpoint_id, client_id, sequence) where status = 'waiting';
    create index deliveries_of_endpoint on deliveries (endpoint_id, id);
    create index deliveries_of_event on deliveries (event_id);
  `.execute(db)
}
