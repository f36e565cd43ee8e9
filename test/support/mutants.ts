import { createServer, request } from 'node:http'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import pg from 'pg'
import { Stripe } from 'stripe'
import { isReachable, openDatabase } from '../../src/adapters/postgres/database.ts'
import { postgresOnboardingQueries } from '../../src/adapters/postgres/onboarding-queries.ts'
import { postgresTokenRepository } from '../../src/adapters/postgres/token-repository.ts'
import { openPorts, type Ports } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { parametersFor } from '../../src/domain/account-intent.ts'
import type { EventOf, OnboardingEvent } from '../../src/domain/onboarding-event.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import { PaymentProviderError, type PaymentProvider } from '../../src/ports/payment-provider.ts'
import type { Lookup, TokenRepository } from '../../src/ports/token-repository.ts'
import { capturedLog } from './captured-log.ts'
import {
  bothAtOnce,
  changedEmail,
  expiredMeanwhile,
  forgottenKey,
  lostAnswer,
  openedAgain,
  refused,
  replacedAnswer,
  revokedMeanwhile,
  savedFailure,
  stalledStripe,
  twoTokens,
  wrongClock,
  type Scenario,
} from './scenarios.ts'
import { environmentFor } from './service.ts'
import type { Mutant, Place } from './stage.ts'
import {
  failingOnConflict,
  forcingThrough,
  ignoringNotAfter,
  ignoringTheVersion,
  type WrongSaves,
} from './wrong-saves.ts'

/** Bugs that are easy to introduce here, each with the scenario that must detect it. */
export const MUTANTS: Record<string, { mutant: Mutant; scenario: Scenario; breaks: string }> = {
  'the algorithm of an earlier implementation': {
    mutant: async (place) => {
      const [rekeyed, statement] = [await otherKey(place, () => randomUUID()), await unguarded(place)]
      return (ports) => statement(rekeyed(ports))
    },
    scenario: lostAnswer,
    breaks: 'one account',
  },
  'a random idempotency key': {
    mutant: (place) => otherKey(place, () => randomUUID()),
    scenario: lostAnswer,
    breaks: 'one account',
  },
  'an idempotency key for each token': {
    mutant: async (place) => {
      let tokenId = ''
      const rekeyed = await otherKey(place, () => `account:${tokenId}`)
      return (ports) => {
        return withTokens(rekeyed(ports), {
          load: (async (by: Lookup) => {
            const found = await ports.tokens.load(by)
            if ('secretHash' in by) tokenId = found?.tokenId ?? ''
            return found
          }) as TokenRepository['load'],
        })
      }
    },
    scenario: twoTokens,
    breaks: 'one account',
  },
  'parameters that are not frozen': {
    mutant: async () => (ports) =>
      withProvider(ports, {
        async createAccount(request, signal) {
          const { clientId, parameters } = request
          const [platform] = ports.platforms.all()
          const found = await ports.tokens.load({ clientId, platform: platform?.id ?? DEFAULT_PLATFORM })
          if (found === undefined) return ports.providers[0].createAccount(request, signal)
          const unfrozen = parametersFor(found.state.client, parameters.country)
          return ports.providers[0].createAccount({ ...request, parameters: unfrozen }, signal)
        },
      }),
    scenario: changedEmail,
    breaks: 'a key means one thing',
  },
  'a last statement that does not check the status again': {
    mutant: unguarded,
    scenario: revokedMeanwhile,
    breaks: 'the end is the end',
  },
  'a last statement that does not check the expiry again': {
    mutant: unguarded,
    scenario: expiredMeanwhile,
    breaks: 'no link after expiry',
  },
  'a last statement that takes pending tokens only': {
    mutant: async ({ databaseUrl, teardown }) => {
      const db = poolFor({ databaseUrl, teardown })
      async function isTaken(events: readonly OnboardingEvent[]): Promise<boolean> {
        const query = `select from onboarding_tokens where id = $1 and status = 'in_progress'`
        return (await db.query(query, [linkIn(events)?.tokenId])).rowCount === 0
      }
      return (ports) =>
        withTokens(ports, {
          save: async (loaded, events, options) =>
            (await isTaken(events)) ? ports.tokens.save(loaded, events, options) : { outcome: 'conflict' },
          async saveLocked(loaded, decide, options) {
            const { events, result } = decide(loaded.state, loaded.now)
            const taken = await isTaken(events)
            return taken ? ports.tokens.saveLocked(loaded, decide, options) : { saved: { outcome: 'conflict' }, result }
          },
        })
    },
    scenario: openedAgain,
    breaks: 'documented answers',
  },
  'a save that ignores the version': {
    mutant: async (place) => {
      await withoutLastDefence(place)
      return withSaves(ignoringTheVersion)
    },
    scenario: revokedMeanwhile,
    breaks: 'the end is the end',
  },
  'a save that ignores until when it holds': {
    mutant: async () => withSaves(ignoringNotAfter),
    scenario: expiredMeanwhile,
    breaks: 'no link after expiry',
  },
  'a decision that is forced through on a newer version': {
    mutant: async () => withSaves(forcingThrough),
    scenario: revokedMeanwhile,
    breaks: 'documented answers',
  },
  'a conflict that is taken for a failure': {
    mutant: async () => withSaves(failingOnConflict),
    scenario: bothAtOnce,
    breaks: 'documented answers',
  },
  'a writer that forgets what an event says': {
    mutant: (place) =>
      writing(place, 'onboarding_tokens', 'new.attempts := old.attempts; new.last_error := old.last_error;'),
    scenario: refused,
    breaks: 'each failure is counted',
  },
  'a root row that is not written with its token': {
    mutant: (place) => writing(place, 'onboardings', 'new.status := old.status;'),
    scenario: openedAgain,
    breaks: 'the root row',
  },
  'the next generation when a key is spent, without a search': {
    mutant: withoutSearch,
    scenario: savedFailure,
    breaks: 'one account',
  },
  'the next generation when a key is forgotten, without a search': {
    mutant: withoutSearch,
    scenario: forgottenKey,
    breaks: 'one account',
  },
  'the next generation when a connection is lost': {
    mutant: async () => (ports) =>
      withProvider(ports, {
        async createAccount(account, signal) {
          try {
            return await ports.providers[0].createAccount(account, signal)
          } catch (error) {
            if (!(error instanceof PaymentProviderError)) throw error
            throw new PaymentProviderError({ ...error.failure, outcome: 'refused' })
          }
        },
      }),
    scenario: lostAnswer,
    breaks: 'one account',
  },
  'a refusal in every 4xx, whoever says it': {
    mutant: async () => (ports) =>
      withProvider(ports, {
        async createAccount(account, signal) {
          try {
            return await ports.providers[0].createAccount(account, signal)
          } catch (error) {
            if (!(error instanceof PaymentProviderError) || !saysClientError(error.cause)) throw error
            throw new PaymentProviderError({ ...error.failure, outcome: 'refused' })
          }
        },
      }),
    scenario: replacedAnswer,
    breaks: 'one account',
  },
  'a lock that is held during a call to Stripe': {
    mutant: async ({ databaseUrl, teardown }) => {
      const db = openDatabase({ databaseUrl, log: capturedLog().log })
      teardown(() => db.destroy())
      return (ports) => ({
        ...withProvider(ports, {
          createAccount: (account, signal) =>
            db.transaction().execute(async (trx) => {
              await sql`select from onboardings where client_id = ${account.clientId} for update`.execute(trx)
              return ports.providers[0].createAccount(account, signal)
            }),
        }),
        tokens: postgresTokenRepository(db, async () => {}),
        queries: postgresOnboardingQueries(db),
        isReady: () => isReachable(db),
      })
    },
    scenario: stalledStripe,
    breaks: 'nothing is held',
  },
  "expiry by the machine's clock": {
    mutant: async () => (ports) =>
      withTokens(ports, {
        load: (async (by: Lookup) => {
          const found = await ports.tokens.load(by)
          return found && { ...found, now: new Date() }
        }) as TokenRepository['load'],
      }),
    scenario: wrongClock,
    breaks: 'no client is stuck',
  },
}

/** The old definition of a Stripe refusal: an error object with a 4xx status, except those that only need time. */
const saysClientError = (cause: unknown): boolean =>
  cause instanceof Stripe.errors.StripeError &&
  cause.statusCode !== undefined &&
  cause.statusCode >= 400 &&
  cause.statusCode < 500 &&
  ![409, 429].includes(cause.statusCode)

const withTokens = (ports: Ports, wrong: Partial<TokenRepository>): Ports => ({
  ...ports,
  tokens: { ...ports.tokens, ...wrong },
})

const withSaves =
  (wrong: WrongSaves) =>
  (ports: Ports): Ports => ({ ...ports, tokens: wrong(ports.tokens) })

const linkIn = (events: readonly OnboardingEvent[]): EventOf<'link_created'> | undefined =>
  events.find((event) => event.type === 'link_created')

function withProvider(ports: Ports, wrong: Partial<PaymentProvider>): Ports {
  const providers: Ports['providers'] = [{ ...ports.providers[0], ...wrong }, ...ports.providers.slice(1)]
  return { ...ports, providers, backgroundProviders: providers }
}

export function poolFor({ databaseUrl, teardown }: Pick<Place, 'databaseUrl' | 'teardown'>): pg.Pool {
  const db = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  db.on('error', () => {}) // the database is dropped at the end
  teardown(() => db.end())
  return db
}

/** Removes what would refuse an illegal transition, the database's last defence: a trigger and the CHECKs. */
async function withoutLastDefence(place: Place): Promise<pg.Pool> {
  const db = poolFor(place)
  await db.query('alter table onboarding_tokens disable trigger onboarding_tokens_legal_moves')
  const { rows } = await db.query<{ conname: string }>(
    `select conname from pg_constraint where conrelid = 'onboarding_tokens'::regclass and contype = 'c'`,
  )
  for (const { conname } of rows) await db.query(`alter table onboarding_tokens drop constraint "${conname}"`)
  return db
}

/** Writes the wrong value to a table, so that the writers of the events and `evolve` differ. */
async function writing(place: Place, table: 'onboarding_tokens' | 'onboardings', instead: string): ReturnType<Mutant> {
  await poolFor(place).query(`
    create function write_otherwise() returns trigger language plpgsql as $$ begin ${instead} return new; end $$;
    create trigger write_otherwise before update on ${table} for each row execute function write_otherwise()`)
  return (ports) => ports
}

/** The effect of an UPDATE by id alone: a link whose token had ended is written nevertheless. */
async function unguarded(place: Place): ReturnType<Mutant> {
  const db = await withoutLastDefence(place)
  const hasEnded = `select from onboarding_tokens
    where id = $1 and (status in ('revoked', 'completed') or expires_at <= clock_timestamp())`
  return (ports) =>
    withTokens(ports, {
      async save(loaded, events, options) {
        const saved = await ports.tokens.save(loaded, events, options)
        const link = linkIn(events)
        if (loaded === undefined || link === undefined || saved.outcome === 'saved') return saved
        if ((await db.query(hasEnded, [link.tokenId])).rowCount === 0) return saved
        const { client, platform } = loaded.state
        const current = await ports.tokens.load({ clientId: client.id, platform })
        const account = events.filter(({ type }) => type === 'account_stored')
        if (current !== undefined && current.state.account === undefined && account.length > 0) {
          await ports.tokens.save(current, account, { actor: options.actor })
        }
        await db.query(
          `with old as (select id, status from onboarding_tokens where id = $1),
           root as (
             update onboardings set version = version + 1, since = clock_timestamp(),
               status = case latest_token_id when $1 then 'in_progress' else status end
             where client_id = $5
           ),
           moved as (
             update onboarding_tokens t set status = 'in_progress', started_at = coalesce(started_at, clock_timestamp()),
               links_until = greatest(links_until, $4), revoked_at = null, revoke_reason = null, completed_at = null
             where t.id = $1
           ),
           attempt as (
             insert into link_attempts
               (state_hash, token_id, account_id, link_expires_at, created_at, refresh_hash, refresh_until)
             values ($2, $1, $3, $4, clock_timestamp(), $7, $8)
           )
           insert into audit_events (type, client_id, token_id, actor, request_id, from_value, to_value)
           select 'link_created', $5, $1, 'client', $6, old.status, 'in_progress' from old`,
          [
            link.tokenId,
            Buffer.from(link.stateHash),
            link.accountId,
            link.linkExpiresAt,
            client.id,
            options.actor.requestId,
            Buffer.from(link.refreshHash),
            link.refreshUntil,
          ],
        )
        return { outcome: 'saved', loaded }
      },
    })
}

/** Takes a key that reveals nothing for one under which nothing was created. */
async function withoutSearch(): ReturnType<Mutant> {
  return (ports) =>
    withTokens(ports, {
      save: (loaded, events, options) =>
        ports.tokens.save(
          loaded,
          events.flatMap<OnboardingEvent>((event) =>
            event.type === 'intent_settling' ? [event, { type: 'intent_closed' }] : [event],
          ),
          options,
        ),
    })
}

/** Replaces the adapter's idempotency key on the way to Stripe. */
async function otherKey({ databaseUrl, stripeUrl, teardown }: Place, key: () => string): ReturnType<Mutant> {
  const server = createServer((incoming, answer) => {
    const isCreation = incoming.method === 'POST' && /^\/(v1|v2\/core)\/accounts$/.test(incoming.url ?? '')
    const headers = { ...incoming.headers, ...(isCreation && { 'idempotency-key': key() }) }
    const outgoing = request(`${stripeUrl}${incoming.url}`, { method: incoming.method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    outgoing.on('error', () => incoming.socket.resetAndDestroy())
    incoming.pipe(outgoing)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const config = readConfig(
    environmentFor({ databaseUrl, stripeUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
  )
  const { providers, backgroundProviders, close } = openPorts(config, capturedLog().log)
  teardown(async () => {
    await close()
    server.closeAllConnections()
    server.close()
  })
  return (ports) => ({ ...ports, providers, backgroundProviders })
}
