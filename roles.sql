-- The roles of the service, each with the rights that it needs: `onboarding_migrator` owns the tables and runs `migrate`;
-- `onboarding_app` runs `serve`, `worker` and `admin`. It cannot change tables, nor change or delete audit events.
-- Run it as an administrator in the database of the service, before the first migration. It is safe to repeat, and sets
-- the passwords anew:
--
--   psql "$ADMIN_URL" -v ON_ERROR_STOP=1 -v migrator_password=… -v app_password=… -f roles.sql

begin;

-- The passwords are for the block below, in which psql replaces nothing.
select set_config('onboarding.migrator_password', :'migrator_password', true) is not null as migrator,
  set_config('onboarding.app_password', :'app_password', true) is not null as app;

do $$
declare
  role text;
begin
  foreach role in array array['migrator', 'app'] loop
    if not exists (select from pg_roles where rolname = 'onboarding_' || role) then
      execute format('create role %I', 'onboarding_' || role);
    end if;
    execute format('alter role %I login nosuperuser nocreatedb nocreaterole password %L',
      'onboarding_' || role, current_setting('onboarding.' || role || '_password'));
  end loop;
end $$;

-- Limits of every wait, for connections through a pooler; on direct connections the service sets the same.
alter role onboarding_app set statement_timeout = '3s';
alter role onboarding_app set lock_timeout = '1500ms';
alter role onboarding_app set idle_in_transaction_session_timeout = '5s';

create extension if not exists pg_trgm;
grant create, usage on schema public to onboarding_migrator;
grant usage on schema public to onboarding_app;

-- Of the job queues. The migrator makes it, so that it also owns it.
do $$
begin
  if to_regnamespace('pgboss') is null then
    execute 'create schema pgboss';
    execute 'grant create, usage on schema pgboss to onboarding_migrator';
  end if;
end $$;
grant usage on schema pgboss to onboarding_app;

-- Tables that migrations will create. The migration of `audit_events` takes the right to change it away again.
alter default privileges for role onboarding_migrator in schema public, pgboss
  grant select, insert, update, delete on tables to onboarding_app;
alter default privileges for role onboarding_migrator in schema public, pgboss
  grant usage, select on sequences to onboarding_app;

commit;
