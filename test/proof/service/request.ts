import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import type { Ports } from '../../../src/compose.ts'
import { madeOnce } from '../../../src/live-platforms.ts'
import type { PlatformPorts } from '../../../src/platform-ports.ts'
import type { PaymentProvider } from '../../../src/ports/payment-provider.ts'

/** What one request holds of the database at this moment. */
interface Request {
  held: number
}

const current = new AsyncLocalStorage<Request>()

/** Runs one request, so that it is known what it holds. */
export const asRequest = <T>(run: () => Promise<T>): Promise<T> => current.run({ held: 0 }, run)

/**
 * From now on every connection that a request has taken from a pool is counted, in all pools of this process. Answers a
 * function that ends it.
 */
export function countHeldConnections(): () => void {
  const pool = pg.Pool.prototype
  const connect = pool.connect
  async function counting(this: pg.Pool): Promise<pg.PoolClient> {
    const client = await (Reflect.apply(connect, this, []) as Promise<pg.PoolClient>)
    const request = current.getStore()
    if (request === undefined) return client
    request.held += 1
    const release = client.release
    client.release = (error) => {
      client.release = release
      request.held -= 1
      return Reflect.apply(release, client, [error])
    }
    return client
  }
  // With a callback it is the pool that connects for one statement of its own.
  pool.connect = function (this: pg.Pool, ...args: []) {
    return args.length === 0 ? Reflect.apply(counting, this, []) : Reflect.apply(connect, this, args)
  } as typeof connect
  return () => void (pool.connect = connect)
}

/** The ports, with somebody who looks whether a connection is held whenever the provider is asked. */
export function holdingNothing(ports: Ports, violate: (what: string) => void): Ports {
  const look = (moment: string) => {
    const { held = 0 } = current.getStore() ?? {}
    if (held > 0) violate(`nothing is held: ${held} connections ${moment}`)
  }
  const empty =
    <Args extends readonly unknown[], Answer>(name: string, call: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      look(`before ${name}`)
      try {
        return await call(...args)
      } finally {
        look(`after ${name}`)
      }
    }
  const emptied = (provider: PaymentProvider): PaymentProvider => ({
    traits: provider.traits,
    reference: empty('reference', provider.reference),
    createAccount: empty('createAccount', provider.createAccount),
    findAccount: empty('findAccount', provider.findAccount),
    createAccountLink: empty('createAccountLink', provider.createAccountLink),
    retrieveAccount: empty('retrieveAccount', provider.retrieveAccount),
  })
  const looked = <Own extends PlatformPorts>(own: Own): Own => ({
    ...own,
    providers: own.providers.map(emptied),
    backgroundProviders: own.backgroundProviders.map(emptied),
    verifier: { ...own.verifier, accountOf: empty('accountOf', own.verifier.accountOf) },
  })
  return { ...looked(ports), of: madeOnce((platform) => looked(ports.of(platform))) }
}
