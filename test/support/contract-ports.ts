import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Test } from 'tap'
import { memoryMailer } from '../../src/adapters/memory/mailer.ts'
import { memoryPaymentProvider, type MemoryPaymentProvider } from '../../src/adapters/memory/payment-provider.ts'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import type { JobEmailKind } from '../../src/domain/onboarding-event.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import type { AlertBook } from '../../src/ports/alert-book.ts'
import type { AuditTrail } from '../../src/ports/audit-trail.ts'
import type { FeedCursor } from '../../src/ports/event-feed.ts'
import type { DeadJobs } from '../../src/ports/dead-jobs.ts'
import type { LinkRequests } from '../../src/ports/link-requests.ts'
import type { EventInbox } from '../../src/ports/event-inbox.ts'
import type { OnboardingQueries } from '../../src/ports/onboarding-queries.ts'
import type { Retention } from '../../src/ports/retention.ts'
import type { TokenRepository } from '../../src/ports/token-repository.ts'
import type { UseCases } from '../../src/usecases/all.ts'
import { useCasesOver } from './use-cases.ts'
import { giveUp, type GivenUp } from './dead-jobs.ts'
import { testDatabase } from './database.ts'
import { postgresPorts } from './postgres-ports.ts'

/** The platform beside the default one. */
export const ANOTHER_PLATFORM = 'another'

/** The ports that store onboardings, on top of a separate store for each test. */
interface ContractPorts {
  readonly tokens: TokenRepository
  readonly queries: OnboardingQueries
  readonly auditTrail: AuditTrail
  readonly inbox: EventInbox
  readonly linkRequests: LinkRequests
  readonly deadJobs: DeadJobs
  readonly retention: Retention
  readonly feedCursor: FeedCursor
  readonly alertBook: AlertBook
}

/** The ports, all use cases on top of them, and direct access to the store. */
export interface ContractWorld extends ContractPorts {
  readonly useCases: UseCases
  readonly provider: MemoryPaymentProvider
  /** The requested emails, oldest first. */
  emails(): Promise<readonly { readonly kind: JobEmailKind; readonly tokenId: string }[]>
  /** The alerts that wait for their channels, oldest first. */
  queuedAlerts(): Promise<readonly object[]>
  /** The jobs of requests for links, oldest first. */
  queuedLinkRequests(): Promise<readonly object[]>
  /** Puts a job among those that were given up, and returns its id. */
  giveUp(job: GivenUp): Promise<string>
  /** Ages all that is stored by this many milliseconds. */
  age(ms: number): Promise<void>
}

type OpenWorld = (t: Test) => Promise<ContractWorld>

/** Runs a contract on every adapter, each with a separate store. */
export function onEachAdapter(t: Test, name: string, contract: (t: Test, world: ContractWorld) => Promise<void>): void {
  for (const [adapter, open] of Object.entries({ memory: memoryWorld, postgres: postgresWorld })) {
    t.test(`${adapter}: ${name}`, async (t) => contract(t, await open(t)))
  }
}

const memoryWorld: OpenWorld = async () => {
  let skewMs = 0
  const now = () => new Date(Date.now() + skewMs)
  const store = memoryStore({ now, platforms: [DEFAULT_PLATFORM, ANOTHER_PLATFORM] })
  const repositories = memoryRepositories({ now }, store)
  return {
    ...withUseCases(repositories),
    queuedLinkRequests: async () => [...store.linkRequests],
    queuedAlerts: async () => [...repositories.alertBook.queued],
    emails: async () => [...store.emails],
    async giveUp({ platform = DEFAULT_PLATFORM, subject, ...job }) {
      // Each at an instant of its own.
      skewMs += 1
      const clientId = [...store.onboardings.values()].find(({ state }) =>
        state.tokens.some(({ id }) => id === subject['tokenId']),
      )?.state.client.id
      const at = now()
      const given = { ...job, id: randomUUID(), platform, attempts: 1, queuedAt: at, givenUpAt: at }
      store.deadJobs.push({ ...given, subject: { ...subject, ...(clientId !== undefined && { clientId }) } })
      return given.id
    },
    async age(ms) {
      skewMs += ms
    },
  }
}

const postgresWorld: OpenWorld = async (t) => {
  const { url } = await testDatabase(t)
  const { tokens, queries, auditTrail, inbox, linkRequests, deadJobs, ...others } = postgresPorts(t, url)
  const { retention, feedCursor, alertBook } = others
  const db = new pg.Pool({ connectionString: url, max: 1 })
  t.teardown(() => db.end())
  await db.query('insert into platforms values ($1)', [ANOTHER_PLATFORM])
  return {
    ...withUseCases({ tokens, queries, auditTrail, inbox, linkRequests, deadJobs, retention, feedCursor, alertBook }),
    async queuedAlerts() {
      const { rows } = await db.query<{ data: object }>(
        `select data from pgboss.job where name = 'alert-message' order by created_on, data ->> 'channel'`,
      )
      return rows.map(({ data }) => data)
    },
    async queuedLinkRequests() {
      const { rows } = await db.query<{ data: object }>(
        `select data from pgboss.job where name = 'link-request' order by created_on`,
      )
      return rows.map(({ data }) => data)
    },
    giveUp: (job) => giveUp(db, job),
    async emails() {
      const { rows } = await db.query<{ kind: JobEmailKind; tokenId: string }>(
        `select data ->> 'kind' as kind, data ->> 'tokenId' as "tokenId" from pgboss.job where name = 'email'
         order by created_on`,
      )
      return rows.map((row) => ({ ...row }))
    },
    age: (ms) => age(db, ms),
  }
}

function withUseCases(ports: ContractPorts): ContractPorts & Pick<ContractWorld, 'useCases' | 'provider'> {
  const clock = { now: () => new Date() }
  const provider = memoryPaymentProvider(clock)
  const useCases = useCasesOver({
    ...ports,
    otherPlatforms: [ANOTHER_PLATFORM],
    apiKeys: memoryRepositories(clock).apiKeys,
    provider,
    deadline: () => AbortSignal.timeout(20_000),
    mailing: {
      mailer: memoryMailer(),
      platformName: 'Platform',
      linkFor: (secret) => `https://platform.example/onboard?token=${secret}`,
      stopLinkFor: (secret) => `https://platform.example/stop-reminders?token=${secret}`,
      linkLifetimeHours: 336,
    },
  })
  return { ...ports, useCases, provider }
}

/** The instants of what is deleted one day. */
const INSTANTS: Readonly<Record<string, readonly string[]>> = {
  idempotency_keys: ['created_at'],
  provider_events: ['received_at'],
  link_attempts: ['created_at'],
  onboarding_tokens: ['issued_at', 'expires_at', 'completed_at', 'revoked_at'],
  onboardings: ['erased_at'],
}

async function age(db: pg.Pool, ms: number): Promise<void> {
  for (const [table, columns] of Object.entries(INSTANTS)) {
    const earlier = columns.map((column) => `${column} = ${column} - $1::float8 * interval '1 millisecond'`)
    await db.query(`update ${table} set ${earlier.join(', ')}`, [ms])
  }
}
