import pg from 'pg'
import { startSimulator } from '#stripe-simulator'
import { createLog } from '../../../src/observability/log.ts'
import { compose, composeUseCases, openPorts, type Ports } from '../../../src/compose.ts'
import { readConfig } from '../../../src/config/config.ts'
import { testDatabase } from '../../support/database.ts'
import { violations as whatIsStored } from '../../support/invariants.ts'
import { environmentFor } from '../../support/service.ts'
import type { Mutant } from '../../support/stage.ts'
import type { Teardown } from '../frame.ts'
import { countMoves, logMoves, wrongMoves } from './moves.ts'
import { asRequest, countHeldConnections, holdingNothing } from './request.ts'

/** Nothing here is about limits; and who waits for a bad Stripe is not to wait for long. */
const VARIABLES = {
  TOKEN_LIMIT_PER_MINUTE: '1000000',
  ADMIN_LIMIT_PER_MINUTE: '1000000',
  UNKNOWN_CALLER_LIMIT_PER_MINUTE: '1000000',
  DATABASE_POOL_SIZE: '20',
  OPENING_DEADLINE_SECONDS: '4',
}

/** What is left behind; a trail that must not be emptied is emptied by whoever may switch its trigger off. */
const TABLES = 'proof_moves, proof_faults, audit_events, provider_events, onboardings'

export type Field = Awaited<ReturnType<typeof field>>

/** One database, one Stripe and two instances of the service, on which many schedules are played at once. */
export async function field(t: Teardown, mutant?: Mutant) {
  const { url: databaseUrl } = await testDatabase(t)
  const stripe = await startSimulator()
  t.teardown(() => stripe.close())
  const { simulator } = stripe
  const db = new pg.Pool({ connectionString: databaseUrl, max: 8 })
  db.on('error', () => {}) // the database is dropped at the end
  t.teardown(() => db.end())
  await logMoves(db)

  const found = new Set<string>()
  const stopCounting = countHeldConnections()
  t.teardown(async () => stopCounting())
  const place = { databaseUrl, stripeUrl: stripe.url, teardown: (handler: () => Promise<void>) => t.teardown(handler) }
  const mutate = (await mutant?.(place)) ?? ((ports: Ports) => ports)
  const log = createLog('silent')
  const config = readConfig({ ...environmentFor({ databaseUrl, stripeUrl: stripe.url }), ...VARIABLES })

  async function instance() {
    const ports = mutate(holdingNothing(openPorts(config, log), (what) => found.add(what)))
    const app = await compose(ports, config, log)
    t.teardown(async () => {
      await app.close()
      await ports.close()
    })
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    return { app, url, worker: composeUseCases(ports, config, log), switchApi: () => switchedApi(ports) }
  }

  return {
    db,
    simulator,
    asRequest,
    instances: [await instance(), await instance()] as const,
    turns: turns(),

    /** What is wrong with these clients, as it is stored, as it was logged, and at Stripe. */
    async violations(clientIds: readonly string[]): Promise<string[]> {
      const moves = await wrongMoves(db, clientIds)
      const stored = await whatIsStored({ db, simulator }, clientIds)
      return [...found, ...moves.map(({ what }) => what), ...stored]
    },

    moves: () => countMoves(db),

    /** Everything is as at the beginning. */
    async clear(): Promise<void> {
      found.clear()
      await simulator.reset()
      await db.query(`
        begin;
        set local session_replication_role = replica;
        truncate ${TABLES} cascade;
        commit`)
    },
  }
}

/** As a restart with another STRIPE_ACCOUNTS_API in the middle of everything. Returns the API of new accounts. */
function switchedApi({ providers, backgroundProviders }: Ports): string {
  for (const order of new Set([providers, backgroundProviders])) Array.prototype.reverse.call(order)
  return providers[0].traits.api
}

/**
 * Moving back what has happened, so that time seems to have passed, must not meet a look at all accounts: what a look
 * has read before would be from the future. So looks wait for that, and that for looks; there is one look at a time, as
 * with the job queue.
 */
function turns() {
  const passing = new Set<Promise<unknown>>()
  let looking: Promise<string> | undefined
  return {
    async pass(run: () => Promise<void>): Promise<void> {
      const passed = Promise.resolve(looking).then(run)
      passing.add(passed)
      try {
        await passed
      } finally {
        passing.delete(passed)
      }
    },

    look(run: () => Promise<string>): Promise<string> {
      looking ??= Promise.allSettled(passing)
        .then(run)
        .finally(() => {
          looking = undefined
        })
      return looking
    },
  }
}
