-- The tables of the reference, with the keys and indexes that its queries need.
create table admins (
  name          text primary key,
  -- scrypt, `salt:hash` in hex
  password_hash text not null
);
create table clients (
  id         uuid primary key,
  name       text not null,
  email      text not null unique,
  account_id text,
  created_at timestamptz not null default now()
);
create index clients_by_age on clients (created_at desc);
create table tokens (
  id         uuid primary key,
  client_id  uuid not null references clients,
  token      text not null unique,
  status     text not null default 'pending',
  expires_at timestamptz not null,
  started_at timestamptz
);
create index tokens_by_client on tokens (client_id);
create table events (
  id          text primary key,
  type        text not null,
  payload     jsonb not null,
  received_at timestamptz not null default now()
);
