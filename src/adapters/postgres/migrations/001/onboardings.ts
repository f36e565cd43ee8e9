import { sql, type Kysely } from 'kysely'

/** The root rows. */
export async function onboardings(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- enums, because a value of one is checked when it is written, and a CHECK on every write of its row
    create type token_status as enum ('pending', 'in_progress', 'completed', 'revoked');
    create type readiness as enum (
      'none', 'disconnected', 'rejected', 'onboarding', 'active_due', 'active', 'action_required', 'under_review',
      'paused');
    create type next_action as enum ('client', 'provider', 'operator', 'none');

    -- our customers' platforms at the provider; with a single platform, its id is 'default'. Few tables reference it:
    -- every insert of a referencing row locks the platform's row
    create table platforms (id text primary key check (id ~ '^[a-z0-9-]{1,40}$'));
    insert into platforms values ('default');

    -- the root row of each aggregate: its version, and all that lists filter by
    create table onboardings (
      client_id        uuid primary key,
      platform_id      text not null default 'default' references platforms,
      -- a save succeeds only for the version that was loaded
      version          integer not null check (version >= 1),
      -- of the latest token; 'expired' is derived from token_expires_at and never stored
      status           token_status not null,
      latest_token_id  uuid not null,
      token_expires_at timestamptz not null,
      readiness        readiness not null,
      next_action      next_action not null,
      -- when the status or the readiness last changed
      since            timestamptz not null,
      -- when the client last opened a link
      last_opened_at   timestamptz,
      -- until when the client has to act; null: the provider names no date
      deadline         timestamptz,
      -- when the mail server refused the client's address; null: it has not, or has accepted an email since
      email_refused_at timestamptz,
      -- when to look whether the client is to be told again; null: nothing is planned
      next_email_at    timestamptz,
      -- the personal data of an erased client is replaced by a tombstone
      erased_at        timestamptz
    -- pages keep free space, so that an update that changes no indexed column stays on its page (a HOT update)
    ) with (fillfactor = 80);

    create index onboardings_by_erasure on onboardings (platform_id, erased_at) where erased_at is not null;
    create index onboardings_by_next_email on onboardings (next_email_at) where next_email_at is not null;
  `.execute(db)
}

/** What clients are called, and how they are reached. */
export async function clients(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- the personal data: not in the root row, so that an opening does not rewrite the text index
    create table clients (
      id          uuid primary key references onboardings,
      platform_id text not null default 'default',
      name        text not null check (length(name) between 1 and 200),
      -- null once the client is erased
      email       text check (length(email) between 3 and 254),
      -- the country of the account; null: not known yet
      country     text check (country ~ '^[A-Z]{2}$'),
      external_id text check (length(external_id) between 1 and 200),
      -- the account profile; null: the default one
      profile     text,
      prefill     jsonb,
      -- the language that it reads, a tag such as pt-BR; null: that of the platform
      locale      text check (length(locale) between 2 and 35),
      -- where it is sent when it returns; null: to the pages of the service
      return_url  text check (length(return_url) between 1 and 2048),
      -- the platform's own values
      metadata    jsonb,
      -- the version of the platform's own terms that was accepted last, when, and from which address
      terms       jsonb,
      -- since when it gets no reminders; null: it gets them
      reminders_stopped_at timestamptz,
      -- name, email and external id in the form that searches compare, in ASCII; empty once the client is erased
      search_key  text not null default '',
      created_at  timestamptz not null
    );
    -- several clients may share an email if their external ids tell them apart; emails are ASCII, and with "C" their case
    -- does not depend on the locale of the database
    create unique index clients_email_key on clients (platform_id, lower(email collate "C"), coalesce(external_id, ''));
    create unique index clients_external_id_key on clients (platform_id, external_id);
  `.execute(db)
}
