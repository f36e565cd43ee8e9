import pg from 'pg'
import { startSimulator } from '#stripe-simulator'
import { createLog } from '../../../src/observability/log.ts'
import { compose, composeUseCases, openPorts, type Ports } from '../../../src/compose.ts'
import { readConfig } from '../../../src/config/config.ts'
import { testDatabase } from '../../support/database.ts'
import { violations as whatIsStored } from '../../support/invariants.ts'
import { environmentFor } from '../../support/service.ts'
import type { Mailer } from '../../../src/ports/mailer.ts'
import type { Mutant } from '../../support/stage.ts'
import { ACME, BAZAAR, platformsFile } from '../../support/two-platforms.ts'
import type { Teardown } from '../frame.ts'
import { countMoves, logMoves, wrongMoves } from './moves.ts'
import { strayed } from './strayed.ts'
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
const TABLES = 'proof_moves, proof_faults, audit_events, provider_events, idempotency_keys, onboardings'

export type Field = Awaited<ReturnType<typeof field>>

/** The platforms that the service serves. What one schedule does happens at one of them. */
export const PLATFORMS = [ACME, BAZAAR] as const
type Platform = (typeof PLATFORMS)[number]

/** A client of a schedule. */
export interface Played {
  readonly id: string
  readonly platform: Platform
}

/**
 * One database, one Stripe and two instances of a service of two platforms, on which many schedules are played at once.
 */
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
  const { variables } = await platformsFile(t, PLATFORMS)
  const config = readConfig({ ...environmentFor({ databaseUrl, stripeUrl: stripe.url }), ...variables, ...VARIABLES })

  const links = new Map<string, string>()
  const mailer: Mailer = {
    async sendLink({ id, link }) {
      links.set(id, new URL(link).hash.replace('#token=', ''))
    },
    async sendNotice() {},
    async sendCode() {},
    async check() {},
  }

  async function instance() {
    const ports = mutate(holdingNothing(openPorts(config, log, { mailer }), (what) => found.add(what)))
    await ports.registerPlatforms(config.platforms.map(({ id }) => id))
    const app = await compose(ports, config, log)
    t.teardown(async () => {
      await app.close()
      await ports.close()
    })
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    return {
      app,
      url,
      worker: composeUseCases(ports, config, log),
      switchApi: (platform: string) => switchedApi(ports, platform),
    }
  }

  return {
    db,
    simulator,
    asRequest,
    /** The link secrets in the emails that were sent, by the ids of these. */
    links,
    instances: [await instance(), await instance()] as const,
    turns: turns(),

    /** What is wrong with these clients, as it is stored, as it was logged, and at Stripe. */
    async violations(clients: readonly Played[]): Promise<string[]> {
      const clientIds = clients.map(({ id }) => id)
      const moves = await wrongMoves(db, clientIds)
      const stored = await whatIsStored({ db, simulator }, clientIds)
      const elsewhere = await strayed({ db, simulator }, clients)
      return [...found, ...moves.map(({ what }) => what), ...stored, ...elsewhere]
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
        delete from pgboss.job;
        commit`)
    },
  }
}

/** As a restart with another STRIPE_ACCOUNTS_API in the middle of everything. Returns the API of new accounts. */
function switchedApi(ports: Ports, id: string): string {
  const platform = ports.platforms.of(id)
  // Those of the first platform are what has been made of the ports, which may be a bug.
  const isFirst = platform === undefined || platform === ports.platforms.all()[0]
  const { providers, backgroundProviders } = isFirst ? ports : ports.of(platform)
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
