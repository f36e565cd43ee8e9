import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'

interface Test {
  teardown(handler: () => void): unknown
}

/** The first statement on each new connection, which belongs to no request: see `prepareSession`. */
const PREPARES_CONNECTION = /^select pg_backend_pid\(\) = /

/**
 * Records every statement that this process sends to a database until the test ends, those of the service's pools
 * included, with BEGIN and COMMIT. `during` returns those sent by its callback, whatever else runs concurrently.
 */
export function watchStatements(t: Test) {
  const lists = new AsyncLocalStorage<string[]>()
  const all: string[] = []
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function watched(this: pg.Client, ...args: unknown[]) {
    const [statement] = args
    const text = typeof statement === 'string' ? statement : (statement as pg.QueryConfig).text
    if (!PREPARES_CONNECTION.test(text)) {
      all.push(text)
      lists.getStore()?.push(text)
    }
    return Reflect.apply(query, this, args)
  } as typeof query
  t.teardown(() => {
    pg.Client.prototype.query = query
  })
  return {
    /** The statements since the last call. */
    taken: (): string[] => all.splice(0),

    async during<T>(run: () => Promise<T>): Promise<{ answer: T; statements: readonly string[] }> {
      const statements: string[] = []
      return { answer: await lists.run(statements, run), statements }
    },
  }
}
