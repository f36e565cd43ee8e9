import { MUTANTS, poolFor } from '../../support/mutants.ts'
import type { Mutant } from '../../support/stage.ts'

/** In T3 every clock is right, so this bug is left to the scenario that sets it wrong (`teeth.test.ts`). */
const SEEN_ELSEWHERE = "expiry by the machine's clock"

/** Bugs for T3 to catch: those of `teeth.test.ts`, and some that only a log of its own can see. */
export const SERVICE_MUTANTS: Readonly<Record<string, Mutant>> = {
  ...Object.fromEntries(
    Object.entries(MUTANTS)
      .filter(([bug]) => bug !== SEEN_ELSEWHERE)
      .map(([bug, { mutant }]) => [bug, mutant]),
  ),

  'coming back counts as having finished': async (place) => {
    const db = poolFor(place)
    return (ports) => ({
      ...ports,
      tokens: {
        ...ports.tokens,
        async findByState(hash) {
          const wayBack = await ports.tokens.findByState(hash)
          await db.query(
            `with old as (
               select id, client_id, status from onboarding_tokens where id = $1 and status = 'in_progress' for update
             ), moved as (
               update onboarding_tokens t set status = 'completed', completed_at = clock_timestamp()
               from old where t.id = old.id
             )
             insert into audit_events (type, client_id, token_id, actor, request_id, from_status, to_status)
             select 'token_completed', client_id, id, 'client', 'mutant', status, 'completed' from old`,
            [wayBack?.token.id],
          )
          return wayBack
        },
      },
    })
  },

  'a new token that leaves the open one open': async (place) => {
    const db = poolFor(place)
    await db.query(`
      drop index onboarding_tokens_one_open_per_client;
      alter table onboarding_tokens disable trigger onboarding_tokens_legal_moves`)
    return (ports) => ({
      ...ports,
      tokens: {
        ...ports.tokens,
        async issue(clientId, token, act, once) {
          const issued = await ports.tokens.issue(clientId, token, act, once)
          await db.query(
            `update onboarding_tokens set status = 'pending', started_at = null, revoked_at = null, revoke_reason = null
             where client_id = $1 and revoke_reason = 'replaced'`,
            [clientId],
          )
          return issued
        },
      },
    })
  },

  'an audit event that is not written': async (place) => {
    await poolFor(place).query(`
      create function forget_event() returns trigger language plpgsql as $$ begin return null; end $$;
      create trigger forget_event before insert on audit_events
        for each row when (new.type = 'token_revoked') execute function forget_event()`)
    return (ports) => ports
  },
}
