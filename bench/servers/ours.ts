import { startServer, type ChildServer } from './child-server.ts'
import { ADMIN_API_KEY, STRIPE_KEY, WEBHOOK_MASTER_KEY, WEBHOOK_SECRET } from './credentials.ts'

/** What both servers need to start. */
export interface ServerOptions {
  readonly databaseUrl: string
  readonly stripeUrl: string
  readonly poolSize: number
}

/** Starts the service as it runs in production, with the log of production. */
export const startOurs = (options: ServerOptions, { inspect = false } = {}): Promise<ChildServer> =>
  startServer(['src/bin.js', 'serve'], environmentOf(options), { inspect })

/** Starts a worker of the service, which may send outgoing events to this machine. */
export const startOurWorker = (options: ServerOptions): Promise<ChildServer> =>
  startServer(
    ['src/bin.js', 'worker'],
    { ...environmentOf(options), WEBHOOK_MASTER_KEY, ALLOW_PRIVATE_RECEIVERS: 'on' },
    { portName: 'METRICS_PORT' },
  )

const environmentOf = ({ databaseUrl, stripeUrl, poolSize }: ServerOptions) => ({
  DATABASE_URL: databaseUrl,
  DATABASE_POOL_SIZE: String(poolSize),
  STRIPE_SECRET_KEY: STRIPE_KEY,
  STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
  STRIPE_API_BASE: stripeUrl,
  // As the reference: the stand-in speaks v1.
  STRIPE_ACCOUNTS_API: 'v1',
  API_BASE_URL: 'http://localhost:4242',
  ADMIN_API_KEY,
  LOG_LEVEL: 'info',
  // The highest pace: what is measured is the service, not Stripe's limit.
  STRIPE_REQUESTS_PER_SECOND: '10000',
  // All requests come from one address and open some tokens again and again. The limits still count every one of
  // them, but refuse none: otherwise the runs with refused, unknown and later openings would measure refusals by limit.
  TOKEN_LIMIT_PER_MINUTE: '1000000',
  ADMIN_LIMIT_PER_MINUTE: '1000000',
  UNKNOWN_CALLER_LIMIT_PER_MINUTE: '1000000',
})
