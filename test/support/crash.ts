import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type Ask, asking } from './asking.ts'
import type { CrashPoint } from './crashing-server.ts'
import { inherited } from './inherited.ts'
import type { Answer } from './invariants.ts'
import { environmentFor } from './service.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** A process of the service that a test can kill. */
export interface Mortal {
  /** Sends it a request, as staff; `undefined` if the process ended before it answered. */
  readonly ask: Ask
  /** Opens a token. */
  open(token: string): Promise<Answer | undefined>
  /** Makes it kill itself when the next request passes this point. */
  dieAt(point: CrashPoint): Promise<void>
  /** Kills it immediately, from outside. */
  kill(): void
  readonly died: Promise<unknown>
}

/**
 * Processes of the service, one after the other, on one database and one Stripe that outlive them. `alive()` returns
 * the running one; after a crash it is the next one, which was started in advance. `onReady` gets the startup time of
 * each.
 */
export function crashable(
  t: Test,
  { databaseUrl, stripe }: { databaseUrl: string; stripe: { url: string } },
  variables: Record<string, string> = {},
  { onReady = () => {} }: { onReady?: (ms: number) => void } = {},
) {
  const environment = {
    ...environmentFor({ databaseUrl, stripeUrl: stripe.url }),
    TOKEN_LIMIT_PER_MINUTE: '100000',
    ADMIN_LIMIT_PER_MINUTE: '1000000',
    LOG_LEVEL: 'error',
    ...variables,
  }
  const children = new Set<ChildProcess>()
  t.teardown(async () => {
    for (const child of children) child.kill('SIGKILL')
  })

  async function start(): Promise<Mortal & { isDead: () => boolean }> {
    const startedAt = performance.now()
    const child = fork(join(import.meta.dirname, 'crashing-server.ts'), {
      // Without tap's own environment, whose loaders would only slow it down.
      env: { ...inherited(), ...environment },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    children.add(child)
    const died = once(child, 'exit').then(() => children.delete(child))
    const [{ url }] = (await Promise.race([
      once(child, 'message'),
      died.then(() => Promise.reject(new Error('a crashing server did not start'))),
    ])) as [{ url: string }]
    await fetch(`${url}/readyz`)
    onReady(performance.now() - startedAt)
    const ask = asking(url)
    return {
      died,
      isDead: () => child.exitCode !== null || child.signalCode !== null,
      kill: () => child.kill('SIGKILL'),
      async dieAt(point) {
        child.send(point)
        await once(child, 'message')
      },
      ask,
      open: (token) => ask('GET', `/api/v1/onboard-client?token=${token}`),
    }
  }

  // The end of the test may kill the reserve before it has started. Its failure is handled where it is awaited.
  const reserve = () => {
    const starting = start()
    starting.catch(() => {})
    return starting
  }
  let current = reserve()
  let next = reserve()
  return {
    async alive(): Promise<Mortal> {
      if ((await current).isDead()) {
        current = next
        next = reserve()
      }
      return current
    },
  }
}
