import { createServer, request } from 'node:http'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import pg from 'pg'
import { Stripe } from 'stripe'
import { postgresClientRepository } from '../../src/adapters/postgres/client-repository.ts'
import { isReachable, openDatabase } from '../../src/adapters/postgres/database.ts'
import { postgresTokenRepository } from '../../src/adapters/postgres/token-repository.ts'
import { openPorts, type Ports } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { parametersFor } from '../../src/domain/account-intent.ts'
import { PaymentProviderError, type PaymentProvider } from '../../src/ports/payment-provider.ts'
import type { TokenRepository } from '../../src/ports/token-repository.ts'
import { capturedLog } from './captured-log.ts'
import {
  changedEmail,
  expiredMeanwhile,
  lostAnswer,
  openedAgain,
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

/** The bugs that are easy to make here, and for each the scenario that is to see it. */
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
        const mutated = rekeyed(ports)
        return withTokens(mutated, {
          async findBySecret(hash) {
            const opening = await ports.tokens.findBySecret(hash)
            tokenId = opening?.token.id ?? ''
            return opening
          },
        })
      }
    },
    scenario: twoTokens,
    breaks: 'one account',
  },
  'parameters that are not frozen': {
    mutant: async () => (ports) =>
      withTokens(ports, {
        async openIntent(clientId, capabilities) {
          const opened = await ports.tokens.openIntent(clientId, capabilities)
          const record = await ports.clients.find(clientId)
          if (opened.intent.status !== 'open' || record === undefined) return opened
          return { ...opened, intent: { ...opened.intent, parameters: parametersFor(record.client, capabilities) } }
        },
      }),
    scenario: changedEmail,
    breaks: 'a key means one thing',
  },
  'a last statement that does not look at the status again': {
    mutant: unguarded,
    scenario: revokedMeanwhile,
    breaks: 'the end is the end',
  },
  'a last statement that does not look at the expiry again': {
    mutant: unguarded,
    scenario: expiredMeanwhile,
    breaks: 'no link after expiry',
  },
  'a last statement that takes pending tokens only': {
    mutant: async ({ databaseUrl, teardown }) => {
      const db = poolFor({ databaseUrl, teardown })
      return (ports) =>
        withTokens(ports, {
          async recordLink(link, act) {
            const { rows } = await db.query('select status from onboarding_tokens where id = $1', [link.tokenId])
            return rows[0].status === 'pending' ? ports.tokens.recordLink(link, act) : { outcome: 'refused' }
          },
        })
    },
    scenario: openedAgain,
    breaks: 'documented answers',
  },
  'the next generation when a key is spent, without a search': {
    mutant: async () => (ports) =>
      withTokens(ports, {
        async changeIntent({ intent, to }) {
          await ports.tokens.changeIntent({ intent, to })
          if (intent.status !== 'open' || to !== 'settle') return
          const { clientId, generation, parameters, openedAt } = intent
          const settlingSince = new Date()
          await ports.tokens.changeIntent({
            intent: { clientId, generation, parameters, openedAt, status: 'settling', settlingSince },
            to: 'close',
          })
        },
      }),
    scenario: savedFailure,
    breaks: 'one account',
  },
  'the next generation when a connection is lost': {
    mutant: async () => (ports) =>
      withProvider(ports, {
        async createAccount(account, signal) {
          try {
            return await ports.provider.createAccount(account, signal)
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
            return await ports.provider.createAccount(account, signal)
          } catch (error) {
            if (!(error instanceof PaymentProviderError) || !saysClientError(error.cause)) throw error
            throw new PaymentProviderError({ ...error.failure, outcome: 'refused' })
          }
        },
      }),
    scenario: replacedAnswer,
    breaks: 'one account',
  },
  'a lock that is held while Stripe is asked': {
    mutant: async ({ databaseUrl, teardown }) => {
      const db = openDatabase({ databaseUrl, log: capturedLog().log })
      teardown(() => db.destroy())
      return (ports) => ({
        ...withProvider(ports, {
          createAccount: (account, signal) =>
            db.transaction().execute(async (trx) => {
              await sql`select 1 from clients where id = ${account.clientId} for update`.execute(trx)
              return ports.provider.createAccount(account, signal)
            }),
        }),
        tokens: postgresTokenRepository(db, { enqueueLinkMail: async () => {}, enqueueNotice: async () => {} }),
        clients: postgresClientRepository(db, async () => {}),
        isReady: () => isReachable(db),
      })
    },
    scenario: stalledStripe,
    breaks: 'nothing is held',
  },
  "expiry by the machine's clock": {
    mutant: async () => (ports) =>
      withTokens(ports, {
        async findBySecret(hash) {
          const opening = await ports.tokens.findBySecret(hash)
          return opening && { ...opening, now: new Date() }
        },
      }),
    scenario: wrongClock,
    breaks: 'nobody gets stuck',
  },
}

/** What used to be taken for Stripe's refusal: an error object under a 4xx, except those that only ask for patience. */
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

const withProvider = (ports: Ports, wrong: Partial<PaymentProvider>): Ports => ({
  ...ports,
  provider: { ...ports.provider, ...wrong },
})

export function poolFor({ databaseUrl, teardown }: Pick<Place, 'databaseUrl' | 'teardown'>): pg.Pool {
  const db = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  db.on('error', () => {}) // the database is dropped at the end
  teardown(() => db.end())
  return db
}

/** What an UPDATE by id alone does. The trigger that would refuse it, the database's last defence, is taken away. */
async function unguarded({ databaseUrl, teardown }: Place): ReturnType<Mutant> {
  const db = poolFor({ databaseUrl, teardown })
  await db.query('alter table onboarding_tokens disable trigger onboarding_tokens_legal_moves')
  return (ports) =>
    withTokens(ports, {
      async recordLink(link, act) {
        const recorded = await ports.tokens.recordLink(link, act)
        if (recorded.outcome !== 'refused') return recorded
        await db.query(
          `with old as (select id, status from onboarding_tokens where id = $1),
           moved as (
             update onboarding_tokens t set status = 'in_progress', started_at = coalesce(started_at, clock_timestamp()),
               revoked_at = null, revoke_reason = null
             where t.id = $1
           ),
           attempt as (
             insert into link_attempts (state_hash, token_id, account_id, link_expires_at, refresh_hash, refresh_until)
             values ($2, $1, $3, $4, $7, $8)
           )
           insert into audit_events (type, client_id, token_id, actor, request_id, from_status, to_status)
           select 'link_created', $5, $1, 'client', $6, old.status, 'in_progress' from old`,
          [
            link.tokenId,
            Buffer.from(link.stateHash),
            link.accountId,
            link.linkExpiresAt,
            link.clientId,
            act.requestId,
            Buffer.from(link.refreshHash),
            link.refreshUntil,
          ],
        )
        return { outcome: 'recorded' }
      },
    })
}

/** Another idempotency key than the adapter's, put in its place on the way to Stripe. */
async function otherKey({ databaseUrl, stripeUrl, teardown }: Place, key: () => string): ReturnType<Mutant> {
  const server = createServer((incoming, answer) => {
    const isCreation = incoming.method === 'POST' && incoming.url === '/v1/accounts'
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
  const { provider, close } = openPorts(config, capturedLog().log)
  teardown(async () => {
    await close()
    server.closeAllConnections()
    server.close()
  })
  return (ports) => ({ ...ports, provider })
}
