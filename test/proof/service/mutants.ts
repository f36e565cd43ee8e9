import { MUTANTS, poolFor } from '../../support/mutants.ts'
import type { PaymentProvider, PaymentProviders } from '../../../src/ports/payment-provider.ts'
import type { Lookup, TokenRepository } from '../../../src/ports/token-repository.ts'
import type { Mutant } from '../../support/stage.ts'

/** Completes the token if it is in progress, whatever the account says. */
const COMPLETION = `
  with old as (
    select id, client_id, status from onboarding_tokens where id = $1 and status = 'in_progress'
  ),
  root as (
    update onboardings o set version = version + 1, status = 'completed', since = clock_timestamp()
    from old where o.latest_token_id = old.id
  ),
  moved as (
    update onboarding_tokens t set status = 'completed', completed_at = clock_timestamp() from old where t.id = old.id
  )
  insert into audit_events (type, client_id, token_id, actor, request_id, from_value, to_value)
  select 'token_completed', client_id, id, 'client', 'mutant', status, 'completed' from old`

/**
 * In T3 every clock is right, and time passes by rows that are moved back, which makes another version. What shows only
 * where a clock is wrong, or when nothing but time has passed, is left to the scenarios of `teeth.test.ts` and to T2.
 */
const SEEN_ELSEWHERE: readonly string[] = ["expiry by the machine's clock", 'a save that ignores until when it holds']

/** Bugs for T3 to catch: those of `teeth.test.ts`, and some that only a log of its own can see. */
export const SERVICE_MUTANTS: Readonly<Record<string, Mutant>> = {
  ...Object.fromEntries(
    Object.entries(MUTANTS)
      .filter(([bug]) => !SEEN_ELSEWHERE.includes(bug))
      .map(([bug, { mutant }]) => [bug, mutant]),
  ),

  'coming back counts as having finished': async (place) => {
    const db = poolFor(place)
    return (ports) => ({
      ...ports,
      tokens: {
        ...ports.tokens,
        load: (async (by: Lookup) => {
          const found = await ports.tokens.load(by)
          if ('stateHash' in by) await db.query(COMPLETION, [found?.tokenId])
          return found
        }) as TokenRepository['load'],
      },
    })
  },

  'a new token that leaves the open one open': async (place) => {
    const db = poolFor(place)
    await db.query('drop index onboarding_tokens_one_open_per_client')
    return (ports) => ({
      ...ports,
      tokens: {
        ...ports.tokens,
        save(loaded, events, options) {
          const others = events.filter((event) => event.type !== 'token_revoked' || event.reason !== 'replaced')
          return ports.tokens.save(loaded, others, options)
        },
      },
    })
  },

  'an intent that is asked again under the other generation': async () => (ports) => {
    const real = new Map(ports.providers.map((provider) => [provider.traits.api, provider]))
    const wrong = ports.providers.map((provider) => ({
      ...provider,
      createAccount: (...request: Parameters<PaymentProvider['createAccount']>) =>
        (real.get(wrong[0]?.traits.api ?? '') ?? provider).createAccount(...request),
    }))
    const providers = wrong as unknown as PaymentProviders
    return { ...ports, providers, backgroundProviders: providers }
  },

  'a client that is asked for more and is not told': async () => (ports) => ({
    ...ports,
    tokens: {
      ...ports.tokens,
      save(loaded, events, options) {
        const remedies = events.flatMap((event) =>
          event.type === 'token_issued' && event.issuedBy === 'remedy' ? [event.tokenId] : [],
        )
        const others = events.filter((event) => !('tokenId' in event && remedies.includes(event.tokenId)))
        return ports.tokens.save(loaded, others, options)
      },
    },
  }),

  'a new account under the key of the one that was detached': async () => (ports) => {
    const [first, ...rest] = ports.providers.map((provider) => ({
      ...provider,
      createAccount: (request, signal) => provider.createAccount({ ...request, generation: 1 }, signal),
    })) satisfies PaymentProvider[]
    if (first === undefined) throw new Error('no provider')
    const providers: PaymentProviders = [first, ...rest]
    return { ...ports, providers, backgroundProviders: providers }
  },

  'a client that is found at any platform': async (place) => {
    const db = poolFor(place)
    return (ports) => ({
      ...ports,
      tokens: {
        ...ports.tokens,
        load: (async (by: Lookup) => {
          if (!('clientId' in by)) return ports.tokens.load(by)
          const { rows } = await db.query('select platform_id from clients where id = $1', [by.clientId])
          return ports.tokens.load({ ...by, platform: rows[0]?.platform_id ?? by.platform })
        }) as TokenRepository['load'],
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
