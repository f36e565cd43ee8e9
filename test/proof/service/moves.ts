import type pg from 'pg'

/**
 * A log of its own in a test's database, written by triggers: what became of each token, whoever changed it and
 * whatever he said of it. With each move comes whether the stored account had submitted its details at that moment.
 */
export async function logMoves(db: pg.Pool): Promise<void> {
  await db.query(`
    create table proof_moves (
      id bigint generated always as identity primary key, token_id uuid not null, client_id uuid not null,
      from_status text, to_status text not null, purpose text not null, submitted boolean not null
    );
    create function log_move() returns trigger language plpgsql as $$
    begin
      insert into proof_moves (token_id, client_id, from_status, to_status, purpose, submitted)
      select new.id, new.client_id, case tg_op when 'UPDATE' then old.status end, new.status, new.purpose, exists (
        select from accounts where client_id = new.client_id and detached_at is null
          and snapshot ->> 'submitted' = 'true');
      return null;
    end $$;
    create trigger proof_moves after insert or update of status, attempts on onboarding_tokens
      for each row execute function log_move()`)
  await logUnsaved(db)
}

/** Logs too what changes without a save of its own: a save raises the version of the onboarding by one. */
async function logUnsaved(db: pg.Pool): Promise<void> {
  await db.query(`
    create table proof_faults (client_id uuid not null, what text not null);
    create function look_at_version() returns trigger language plpgsql as $$
    begin
      if new.version <> old.version + 1 then
        insert into proof_faults
        values (new.client_id, format('a version for each save: %s became %s', old.version, new.version));
      end if;
      return null;
    end $$;
    create trigger proof_versions after update on onboardings for each row execute function look_at_version();
    create function look_at_root() returns trigger language plpgsql as $$
    declare
      client uuid := coalesce(to_jsonb(new) ->> 'client_id', to_jsonb(new) ->> 'id');
    begin
      if not exists (select from onboardings where client_id = client and xmin = pg_current_xact_id()::xid) then
        insert into proof_faults values (client, format('a save for each change: %s changed without one', tg_table_name));
      end if;
      return null;
    end $$`)
  for (const table of ['clients', 'onboarding_tokens', 'account_intents', 'accounts']) {
    await db.query(`
      create constraint trigger proof_saves after insert or update on ${table} deferrable initially deferred
        for each row execute function look_at_root()`)
  }
}

/** What the log says against these clients' tokens, and against what the audit trail tells of them. */
export async function wrongMoves(
  db: pg.Pool,
  clientIds: readonly string[],
): Promise<{ clientId: string; what: string }[]> {
  const { rows } = await db.query<{ clientId: string; what: string }>(
    `select client_id as "clientId", format('only legal moves: %s -> %s', coalesce(from_status, '-'), to_status) as what
     from proof_moves where client_id = any($1) and not (
       coalesce(from_status, to_status) = to_status and to_status in ('pending', 'in_progress')
       or from_status = 'pending' and to_status in ('in_progress', 'completed', 'revoked')
       or from_status = 'in_progress' and to_status in ('completed', 'revoked'))
     union all
     select client_id, 'completed on evidence: the stored account had submitted nothing' from proof_moves
     where client_id = any($1) and to_status = 'completed' and purpose = 'onboarding' and not submitted
     union all
     select client_id, format('the trail tells all: it tells %s of %s', told.moves, made.moves)
     from (select client_id, token_id, string_agg(coalesce(from_status, '-') || ' -> ' || to_status, ', ' order by id) as moves
           from proof_moves group by client_id, token_id) made
     left join lateral (
       select string_agg(coalesce(from_value, '-') || ' -> ' || to_value, ', ' order by id) as moves
       from audit_events where token_id = made.token_id and to_value is not null) told on true
     where client_id = any($1) and told.moves is distinct from made.moves
     union all
     select client_id, what from proof_faults where client_id = any($1)`,
    [clientIds],
  )
  return rows
}

/** How often each move happened. */
export async function countMoves(db: pg.Pool): Promise<Map<string, number>> {
  const { rows } = await db.query<{ move: string; times: number }>(
    `select coalesce(from_status, '-') || ' -> ' || to_status as move, count(*)::int as times from proof_moves group by 1`,
  )
  return new Map(rows.map(({ move, times }) => [move, times]))
}
