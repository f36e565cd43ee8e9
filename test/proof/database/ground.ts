import { setTimeout as sleep } from 'node:timers/promises'
import { asking } from '../../support/asking.ts'
import { type Answer, stuck } from '../../support/invariants.ts'
import { served } from '../../support/served.ts'
import { environmentFor } from '../../support/service.ts'
import { type Invited, stage as setStage } from '../../support/stage.ts'
import type { Teardown } from '../frame.ts'
import { unless } from '../tally.ts'

/** Few enough that a fault meets all of them, and that a lost one is missed. */
const POOL_SIZE = 5

/** What its sessions are called, so that they are told from those of the test's own instance of the service. */
export const SESSIONS = 'under-trial'

/** Every wait of the service is bounded, so only what hangs takes this long, even on a machine with much to do. */
const HANGS_MS = 45_000

/** What staff and clients do while the database is in trouble, and what they were told. */
export interface Told {
  readonly answers: readonly (Answer | undefined)[]
  readonly slowestMs: number
  /** Tokens that were opened with 200, revoked with 200, and given out with 201. */
  readonly opened: readonly string[]
  readonly revoked: readonly string[]
  readonly issued: readonly string[]
}

export type Ground = Awaited<ReturnType<typeof ground>>

/**
 * `serve` in a process of its own on a database that it reaches by `serviceUrl`; the test itself goes straight to
 * `databaseUrl`, so that trouble between the two is the service's alone.
 */
export async function ground(
  t: Teardown,
  { database, serviceUrl }: { database?: { url: string }; serviceUrl?: (databaseUrl: string) => Promise<string> } = {},
) {
  const stage = await setStage(t, undefined, database)
  const { db, databaseUrl } = stage
  const way = new URL((await serviceUrl?.(databaseUrl)) ?? databaseUrl)
  way.searchParams.set('application_name', SESSIONS)
  const service = await served(t, {
    ...environmentFor({ databaseUrl: way.href, stripeUrl: stage.stripe.url }),
    DATABASE_POOL_SIZE: String(POOL_SIZE),
    TOKEN_LIMIT_PER_MINUTE: '100000',
    ADMIN_LIMIT_PER_MINUTE: '1000000',
  })
  const ask = asking(service.url, { withinMs: HANGS_MS })
  const open = (token: string) => ask('GET', `/api/v1/onboard-client?token=${token}`)

  let openings = 0

  async function openedAfterwards(token: string): Promise<string[]> {
    return stuck(async () => {
      const answer = await open(token)
      if (answer === undefined) throw new Error('an opening was not answered though all is well')
      return answer
    })
  }

  return {
    ...stage,
    service,
    ask,
    open,
    /** How many openings are under way. */
    underWay: () => openings,

    /** Everybody does something at the same time, again and again, until `over` says so. */
    async busy(clients: readonly Invited[], over: AbortSignal): Promise<Told> {
      const answers: (Answer | undefined)[] = []
      const [opened, revoked, issued]: [string[], string[], string[]] = [[], [], []]
      let slowestMs = 0
      async function timed(asked: Promise<Answer | undefined>): Promise<Answer | undefined> {
        const start = performance.now()
        const answer = await asked
        slowestMs = Math.max(slowestMs, performance.now() - start)
        answers.push(answer)
        return answer
      }
      const again = async (act: () => Promise<void>) => {
        do await act()
        while (!over.aborted)
      }
      const [revocable, renewable, ...others] = clients
      await Promise.all([
        ...others.map(({ tokenId, token }) =>
          again(async () => {
            openings += 1
            if ((await timed(open(token)))?.status === 200) opened.push(tokenId)
            openings -= 1
          }),
        ),
        again(async () => {
          const answer = await timed(ask('POST', `/api/v1/clients/${renewable?.clientId}/onboarding-tokens`))
          const onboarding = answer?.body['onboarding'] as { tokenId: string; token: string } | undefined
          if (answer?.status !== 201 || onboarding === undefined) return
          issued.push(onboarding.tokenId)
          if ((await timed(open(onboarding.token)))?.status === 200) opened.push(onboarding.tokenId)
        }),
        again(async () => {
          const answer = await timed(ask('POST', `/api/v1/onboarding-tokens/${revocable?.tokenId}/revoke`))
          if (answer?.status === 200 && revocable !== undefined) revoked.push(revocable.tokenId)
          await timed(ask('GET', `/api/v1/clients/${revocable?.clientId}`))
        }),
      ])
      return { answers, slowestMs, opened, revoked, issued }
    },

    /** Asks until the service is ready and a link opens; how long that took. */
    async healthy(token: string): Promise<number> {
      const start = performance.now()
      while (performance.now() - start < HANGS_MS) {
        if ((await ask('GET', '/readyz'))?.status === 200 && (await open(token))?.status === 200) break
        await sleep(20)
      }
      return performance.now() - start
    },

    /** What was acknowledged and is not there. */
    async lost(clients: readonly Invited[], told: Told): Promise<string[]> {
      const { rows } = await db.query<{ id: string; status: string; links: number }>(
        `select t.id, t.status, count(l.token_id)::int as links
         from onboarding_tokens t left join link_attempts l on l.token_id = t.id
         where t.client_id = any($1) group by t.id`,
        [clients.map(({ clientId }) => clientId)],
      )
      const kept = new Map(rows.map((row) => [row.id, row]))
      return [
        ...[...Map.groupBy(told.opened, (id) => id)].flatMap(([id, { length }]) => {
          const links = kept.get(id)?.links ?? 0
          return links >= length ? [] : Array.from({ length: length - links }, () => `lost: a link of ${id}`)
        }),
        ...told.revoked.flatMap((id) => unless(kept.get(id)?.status === 'revoked', `lost: the revocation of ${id}`)),
        ...told.issued.flatMap((id) => unless(kept.has(id), `lost: the token ${id}, which was given out`)),
      ]
    },

    /** What must be so when the trouble is over, whatever it was. */
    async wrong(clients: readonly Invited[], answers: Told['answers']): Promise<string[]> {
      const found = answers.flatMap(undocumentedAnswer)
      const [revocable, renewable, ...others] = clients
      for (const { token } of others) found.push(...(await openedAfterwards(token)))
      for (const client of [revocable, renewable]) {
        const answer = await ask('POST', `/api/v1/clients/${client?.clientId}/onboarding-tokens`)
        const onboarding = answer?.body['onboarding'] as { token: string } | undefined
        if (onboarding === undefined) found.push(`another token: ${answer?.status} ${answer?.text}`)
        else found.push(...(await openedAfterwards(onboarding.token)))
      }
      return [...found, ...(await stage.violations(clients))]
    },

    /** Whether the process lives, and all its connections are at rest and can be used. */
    async leaks(): Promise<string[]> {
      if (service.hasEnded()) return [`lives: the process has ended\n${service.output()}`]
      let found: string[] = []
      // What the last answer left is put away in a moment.
      for (let tries = 0; tries < 100; tries += 1) {
        const { rows } = await db.query<{ state: string; query: string }>(
          `select state, left(query, 80) as query from pg_stat_activity
           where datname = current_database() and application_name = $1`,
          [SESSIONS],
        )
        found = [
          ...unless(rows.length <= POOL_SIZE, `leaked: ${rows.length} sessions, and the pool has ${POOL_SIZE}`),
          ...rows.flatMap(({ state, query }) => unless(state === 'idle', `leaked: ${state}: ${query}`)),
        ]
        if (found.length === 0) break
        await sleep(50)
      }
      return [...found, ...(await unusable())]
    },
  }

  /** A connection that was never given back cannot be used: as many openings as there are must get one each. */
  async function unusable(): Promise<string[]> {
    const clients = await stage.invite(POOL_SIZE)
    const lock = await db.connect()
    try {
      await lock.query('begin')
      await lock.query('select from onboardings where client_id = any($1) for update', [
        clients.map(({ clientId }) => clientId),
      ])
      const openings = Promise.all(clients.map(({ token }) => open(token)))
      const all = await allWait()
      await lock.query('commit')
      await openings
      return unless(all, `leaked: not all of the ${POOL_SIZE} connections can be used at once`)
    } finally {
      lock.release()
    }
  }

  async function allWait(): Promise<boolean> {
    const end = performance.now() + LOCK_TIMEOUT_MS
    while (performance.now() < end) {
      if ((await stage.waitingStatements()) >= POOL_SIZE) return true
      await sleep(5)
    }
    return false
  }
}

/** After this a statement that waits for a lock is given up by the service. */
const LOCK_TIMEOUT_MS = 1500

function undocumentedAnswer(answer: Answer | undefined): string[] {
  if (answer === undefined) return [`answered: a request got no answer within ${HANGS_MS / 1000} s`]
  const { status, body, headers, text } = answer
  const isOutage = (status === 503 && headers.has('retry-after')) || (status === 502 && body['retryable'] === true)
  return unless(status < 300 || isOutage || body['code'] === 'TOKEN_REVOKED', `documented answers: ${status} ${text}`)
}
