import pg from 'pg'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { composeUseCases, openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import type { Fault, RouteName } from '../../stripe-simulator/types.ts'
import type { Operation, SeenToken, Trouble, World } from './any-sequence.ts'
import { violations } from './invariants.ts'
import { ADMIN_KEY, environmentFor, startService, surroundings, WEBHOOK_SECRET } from './service.ts'
import { accountEvent, signature } from './signed-events.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

const ROUTES: Record<Operation, RouteName> = {
  create_account: 'accounts.create',
  create_account_link: 'account_links.create',
  retrieve_account: 'accounts.retrieve',
  find_account: 'accounts.list',
}

/** `times`: the SDK tries again by itself, once. A saved answer is given again under its key without our help. */
const FAULTS: Record<Trouble, { fault: Fault; times: number }> = {
  'lost before': { fault: { kind: 'reset', when: 'before' }, times: 2 },
  'lost after': { fault: { kind: 'reset', when: 'after' }, times: 2 },
  'saved before': { fault: { kind: 'error', status: 500, saved: true }, times: 1 },
  'saved after': { fault: { kind: 'error', status: 500, saved: true, executed: true }, times: 1 },
  refused: { fault: { kind: 'error', status: 401, saved: false }, times: 1 },
}

const HTML = { accept: 'text/html' }
const MANY = { TOKEN_LIMIT_PER_MINUTE: '100000', STRANGER_LIMIT_PER_MINUTE: '100000', DATABASE_POOL_SIZE: '5' }

/** Two instances of the service over HTTP, on one database and one Stripe; each sequence has clients of its own. */
export async function serviceSequence(t: Test): Promise<World> {
  const around = await surroundings(t)
  const { simulator } = around.stripe
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  t.teardown(() => db.end())
  const services = [await startService(t, around, MANY), await startService(t, around, MANY)] as const
  const at = (where: number) => services[where % 2 === 0 ? 0 : 1]
  const secrets = cryptoSecrets()

  const config = readConfig({
    ...environmentFor({ databaseUrl: around.databaseUrl, stripeUrl: around.stripe.url }),
    ...MANY,
  })
  const ports = openPorts(config, services[0].captured.log)
  t.teardown(() => ports.close())
  const worker = composeUseCases(ports, config, services[0].captured.log)
  const act = { actor: 'job:sequence', requestId: 'sequence' }

  const admin = (where: number, method: string, path: string, body?: unknown) =>
    at(where).call(method, path, body, { authorization: `Bearer ${ADMIN_KEY}` })

  /** The word for an answer; one that is not documented for this call is a bug. */
  function word(
    answer: { status: number; text: string; body?: { code?: string } },
    known: Record<string, string>,
  ): string {
    const code = `${answer.status} ${answer.body?.code ?? ''}`.trim()
    const found = known[code]
    if (found === undefined) throw new Error(`an answer that nobody expects: ${answer.status} ${answer.text}`)
    return found
  }

  const opening = {
    '200': 'opened',
    '410 TOKEN_REVOKED': 'revoked',
    '410 TOKEN_EXPIRED': 'expired',
    '410 TOKEN_COMPLETED': 'completed',
    '502 STRIPE_ACCOUNT_CREATE_FAILED': 'provider_failed',
    '502 STRIPE_ACCOUNT_LINK_FAILED': 'provider_failed',
    '502 ACCOUNT_UNAVAILABLE': 'provider_failed',
  }

  /** Where a redirect leads: to a fresh link, or to the page that says what is the matter. */
  async function landing(path: string, where: number): Promise<string> {
    const { status, text, headers } = await at(where).call('GET', path, undefined, HTML)
    const location = headers.get('location') ?? ''
    if (status !== 303) throw new Error(`an answer that nobody expects: ${status} ${text}`)
    if (location.includes('/setup/')) return 'opened'
    return location.endsWith('/onboarding-success') ? 'done' : (/status=(\w+)$/.exec(location)?.[1] ?? location)
  }

  return {
    async invite(expiresInHours, where) {
      const { clientId, tokenId, token } = await at(where).invite({ expiresInHours })
      return { clientId, tokenId, secret: token }
    },

    async issue(clientId, expiresInHours, where) {
      const answer = await admin(where, 'POST', `/api/v1/clients/${clientId}/onboarding-tokens`, { expiresInHours })
      if (word(answer, { '201': 'issued', '409 ALREADY_COMPLETED': 'nothing to do' }) !== 'issued') return undefined
      const { tokenId, token } = answer.body.onboarding
      return { clientId, tokenId, secret: token }
    },

    async revoke(tokenId, where) {
      const answer = await admin(where, 'POST', `/api/v1/onboarding-tokens/${tokenId}/revoke`)
      return word(answer, { '200': 'revoked', '409 ALREADY_COMPLETED': 'completed' })
    },

    async open(secret, by, where) {
      const answer =
        by === 'GET'
          ? await at(where).open(secret)
          : await at(where).call('POST', '/api/v1/onboard-client', { token: secret })
      return word(answer, opening)
    },

    async preview(token, where) {
      const answer = await at(where).call('POST', '/api/v1/onboard-client/preview', { token })
      return word(answer, { '200': answer.body.status })
    },

    callback: (state, where) => landing(`/api/v1/connect/callback?state=${state}`, where),

    refresh: (state, where) => landing(`/api/v1/connect/refresh?state=${state}`, where),

    async sync(clientId, where) {
      const answer = await admin(where, 'POST', `/api/v1/clients/${clientId}/sync`)
      return word(answer, {
        '200': 'synced',
        '502 STRIPE_ACCOUNT_RETRIEVE_FAILED': 'provider_failed',
        '502 ACCOUNT_UNAVAILABLE': 'provider_failed',
      })
    },

    async deliver(id, accountId, where) {
      const before = await db.query('select 1 from provider_events where id = $1', [id])
      const body = JSON.stringify(accountEvent(accountId, { id }))
      const response = await fetch(`${at(where).url}/api/v1/webhooks/stripe`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'stripe-signature': signature(body, WEBHOOK_SECRET) },
      })
      if (response.status !== 200) throw new Error(`an event was answered ${response.status} ${await response.text()}`)
      return before.rowCount === 0 ? 'new' : 'known'
    },

    async process(eventId) {
      const { outcome } = await worker.processEvent(eventId, act, AbortSignal.timeout(10_000))
      return outcome
    },

    async look() {
      const { looked, settled } = await worker.lookAtQuietAccounts(act)
      return `${looked > 0 ? 'looked' : '-'} ${settled > 0 ? 'settled' : '-'}`
    },

    async pass(ms) {
      await simulator.clock.advance(ms)
      // Instead of waiting, all that has happened is moved back.
      const by = `$1 * interval '1 millisecond'`
      await db.query('begin')
      for (const statement of [
        `update onboarding_tokens set issued_at = issued_at - ${by}, expires_at = expires_at - ${by}
         where status in ('pending', 'in_progress')`,
        `update link_attempts set created_at = created_at - ${by}, link_expires_at = link_expires_at - ${by}`,
        `update accounts set fetched_at = fetched_at - ${by}`,
        `update account_intents set opened_at = opened_at - ${by}, settling_since = settling_since - ${by}`,
      ]) {
        await db.query(statement, [ms])
      }
      await db.query('commit')
    },

    async happen(accountId, happening) {
      await simulator.setAccountState(
        accountId,
        happening === 'deauthorise' ? { access: 'deauthorised' } : { outcome: happening },
      )
    },

    async trouble(operation, trouble) {
      await simulator.faults.add({ route: ROUTES[operation], ...FAULTS[trouble] })
    },

    noTrouble: () => simulator.faults.clear(),

    async states(clientId) {
      const mine = new Set((await accountsOf(clientId)).map(({ id }) => id))
      const { rows } = await db.query<{ hash: string; token_id: string }>(
        `select encode(state_hash, 'hex') as hash, token_id from link_attempts
         join onboarding_tokens t on t.id = token_id where t.client_id = $1`,
        [clientId],
      )
      const tokenIds = new Map(rows.map(({ hash, token_id }) => [hash, token_id]))
      return (await simulator.accountLinks())
        .filter(({ account }) => mine.has(account))
        .map(({ return_url }) => {
          const state = new URL(return_url).searchParams.get('state') ?? ''
          return { state, tokenId: tokenIds.get(Buffer.from(secrets.hashState(state) ?? []).toString('hex')) }
        })
    },

    accounts: accountsOf,

    async tokens(clientIds) {
      const { rows } = await db.query<SeenToken>(
        `select t.id, t.client_id as "clientId", purpose, status, attempts, expires_at <= clock_timestamp() as expired,
           (select json_agg(json_strip_nulls(json_build_object('type', type, 'from', from_status, 'to', to_status))
              order by id) from audit_events e where e.token_id = t.id) as trail
         from onboarding_tokens t where client_id = any($1)`,
        [clientIds],
      )
      return rows
    },

    violations: (clientIds) => violations({ db, simulator }, clientIds),
  }

  async function accountsOf(clientId: string) {
    return (await simulator.accounts())
      .filter(({ metadata }) => metadata['client_id'] === clientId)
      .map(({ id, details_submitted }) => ({ id, detailsSubmitted: details_submitted }))
  }
}
