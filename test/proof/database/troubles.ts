import type pg from 'pg'
import type { OwnContainer } from '../../support/own-container.ts'
import type { OwnPostgres } from '../../support/own-postgres.ts'
import type { tcpProxy } from '../../support/tcp-proxy.ts'
import { SESSIONS } from './ground.ts'

type Proxy = Awaited<ReturnType<typeof tcpProxy>>

/** Makes trouble and lasts as long as it says; answers how the trouble ends. */
export interface Trouble {
  readonly lastsMs: number
  strike(): Promise<() => Promise<void> | void>
}

const nothing = () => {}

/** What can happen on the line between the service and its database, and what the database does to single sessions. */
export function lineTroubles(proxy: Proxy, db: pg.Pool, random: () => number): Record<string, Trouble> {
  const cutAfter = (statement: string): Trouble => ({
    lastsMs: 100,
    async strike() {
      await proxy.stop(statement, 'unanswered')
      proxy.breakOff()
      return nothing
    },
  })
  return {
    'connections were reset': {
      lastsMs: 100,
      async strike() {
        proxy.breakOff()
        return nothing
      },
    },
    'the line swallowed everything': {
      lastsMs: 800,
      async strike() {
        proxy.swallow(true)
        return () => proxy.swallow(false)
      },
    },
    'cut after COMMIT was done, before its answer': cutAfter('commit'),
    "cut after an opening's last statement was done, before its answer": cutAfter('insert into link_attempts'),
    'cut in the middle of an answer': {
      lastsMs: 300,
      async strike() {
        proxy.cutAt(1 + Math.floor(random() * 2000))
        return () => proxy.cutAt(undefined)
      },
    },
    'each answer came 200 ms later': {
      lastsMs: 1000,
      async strike() {
        proxy.slow({ bytes: 65_536, ms: 200 })
        return () => proxy.slow(undefined)
      },
    },
    'answers dripped, eight bytes at a time': {
      lastsMs: 1000,
      async strike() {
        proxy.slow({ bytes: 8, ms: 10 })
        return () => proxy.slow(undefined)
      },
    },
    'connections were refused': {
      lastsMs: 500,
      async strike() {
        proxy.refuse(true)
        proxy.breakOff()
        return () => proxy.refuse(false)
      },
    },
    'sessions were ended by pg_terminate_backend': {
      lastsMs: 100,
      async strike() {
        await db.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and application_name = $1`,
          [SESSIONS],
        )
        return nothing
      },
    },
  }
}

/** What can happen to the server itself. */
export function serverTroubles(server: OwnPostgres): Record<string, Trouble> {
  const gone = (how: () => Promise<void>): Trouble => ({
    lastsMs: 300,
    async strike() {
      await how()
      return () => server.startAgain()
    },
  })
  return {
    'the server was restarted fast': gone(() => server.shutDown('fast')),
    'the server was restarted immediately': gone(() => server.shutDown('immediate')),
    'the server was killed and started': gone(() => server.kill()),
  }
}

/** What can happen to the machine that the server is on. */
export function containerTroubles(container: OwnContainer): Record<string, Trouble> {
  return {
    'the container was paused': {
      lastsMs: 1000,
      async strike() {
        await container.pause()
        return () => container.unpause()
      },
    },
    'the container was killed and started': {
      lastsMs: 300,
      async strike() {
        await container.kill()
        return () => container.startAgain()
      },
    },
  }
}
