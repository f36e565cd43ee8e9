import { setTimeout as sleep } from 'node:timers/promises'
import { cryptoSecrets } from '../../../src/adapters/crypto/secrets.ts'
import { StorageUnavailableError } from '../../../src/ports/storage-unavailable-error.ts'
import { isAccountLink } from '../../support/account-links.ts'
import { ADMIN_KEY } from '../../support/service.ts'
import { accountEvent, signature } from '../../support/signed-events.ts'
import type { SeenAccount, SeenToken, World } from '../sequence-world.ts'
import { serviceEmails } from './emails.ts'
import { staffActs } from './staff-acts.ts'
import { type Field, type Played, PLATFORMS } from './field.ts'

const HTML = { accept: 'text/html' }
const asStaffOf = (platform: string) => ({ authorization: `Bearer ${ADMIN_KEY}`, platform })

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/**
 * The service on a field, as one sequence sees it that has clients of its own there, among many others. Every second
 * sequence is played at the other platform. The clients of each pair of sequences have the same emails, external ids and
 * idempotency keys; the staff of the other platform try everything too, and it is sent the same events.
 */
export function serviceWorld(
  field: Field,
  {
    index,
    end,
  }: {
    readonly index: number
    /** Ends all trouble; resolves when the others are so far, too. */
    readonly end: () => Promise<void>
  },
): World & { readonly clients: readonly Played[] } {
  const { db, simulator } = field
  const secrets = cryptoSecrets()
  const [platform, other] = index % 2 === 0 ? PLATFORMS : PLATFORMS.toReversed()
  const pair = Math.floor(index / 2)
  const jobOf = ({ id }: { readonly id: string }) => ({ platform: id, name: 'job:sequence', requestId: 'sequence' })
  const mine: string[] = []
  let invitations = 0
  let corrections = 0

  const at = (where: number) => field.instances[where % 2 === 0 ? 0 : 1]

  async function call(where: number, method: Method, url: string, payload?: object, headers = {}) {
    const request = { method, url, headers, ...(payload !== undefined && { payload }) }
    const answer = await patiently(
      () => field.asRequest(async () => at(where).app.inject(request)),
      ({ statusCode }) => statusCode === 503,
    )
    const { statusCode: status, body: text } = answer
    const isJson = /json/.test(String(answer.headers['content-type']))
    return { status, text, location: answer.headers.location ?? '', body: isJson ? JSON.parse(text) : {} }
  }

  /** As the job queue does it, which tries again when the database is too busy. */
  async function asJob<T>(run: () => Promise<T>): Promise<T> {
    const done = await patiently(
      () =>
        field
          .asRequest(run)
          .catch((error: unknown) => (error instanceof StorageUnavailableError ? 'busy' : Promise.reject(error))),
      (answer) => answer === 'busy',
    )
    if (done === 'busy') throw new Error('the database is too busy')
    return done
  }

  /** What staff ask about a client or a token. Meanwhile those of the other platform ask the same, and find nothing. */
  async function admin(where: number, method: Method, path: string, body?: object) {
    const as = ({ id }: typeof platform) => call(where, method, `/api/v1/${path}`, body, asStaffOf(id))
    const [answer, foreign] = await Promise.all([as(platform), as(other)])
    if (foreign.status !== 404) throw new Error(`an answer at the other platform: ${foreign.status} ${foreign.text}`)
    return answer
  }

  /** The word for an answer; one that is not documented for this call is a bug. */
  function word(answer: Awaited<ReturnType<typeof call>>, known: Record<string, string>): string {
    const code = `${answer.status} ${answer.body.code ?? ''}`.trim()
    const found = known[code]
    if (found === undefined) throw new Error(`an unexpected answer: ${answer.status} ${answer.text}`)
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
    const { status, text, location } = await call(where, 'GET', path, undefined, HTML)
    if (status !== 303) throw new Error(`an unexpected answer: ${status} ${text}`)
    if (isAccountLink(location)) return 'opened'
    return location.endsWith('/onboarding-success') ? 'done' : (/status=(\w+)$/.exec(location)?.[1] ?? location)
  }

  const given = ({ body }: Awaited<ReturnType<typeof call>>, clientId: string) => ({
    clientId,
    tokenId: String(body.onboarding.tokenId),
    secret: String(body.onboarding.token),
  })

  return {
    get clients() {
      return mine.map((id) => ({ id, platform }))
    },

    async invite(expiresInHours, where) {
      invitations += 1
      const name = `ada-${pair}-${invitations}`
      const client = { name: 'Ada', email: `${name}@example.com`, externalId: name, expiresInHours }
      const headers = { ...asStaffOf(platform.id), 'idempotency-key': name }
      const answer = await call(where, 'POST', '/api/v1/clients', client, headers)
      word(answer, { '201': 'invited' })
      mine.push(answer.body.client.id)
      return given(answer, answer.body.client.id)
    },

    async issue(clientId, expiresInHours, where) {
      const answer = await admin(where, 'POST', `clients/${clientId}/onboarding-tokens`, { expiresInHours })
      const said = word(answer, {
        '201': 'issued',
        '409 ALREADY_COMPLETED': 'nothing to do',
        '409 ACCOUNT_REJECTED': 'nothing to do',
        '409 ACCOUNT_DISCONNECTED': 'nothing to do',
        '404 CLIENT_NOT_FOUND': 'unknown',
      })
      return said === 'nothing to do' || said === 'unknown' ? said : given(answer, clientId)
    },

    async revoke(tokenId, where) {
      const answer = await admin(where, 'POST', `onboarding-tokens/${tokenId}/revoke`)
      return word(answer, { '200': 'revoked', '409 ALREADY_COMPLETED': 'completed' })
    },

    async correct(clientId, where) {
      corrections += 1
      const email = `corrected-${corrections}-${pair}-${mine.indexOf(clientId)}@example.com`
      // Most clients are corrected once, and a new email address is what frozen parameters differ from.
      const change = corrections % 2 === 1 ? { email } : { country: corrections % 4 === 2 ? 'FR' : 'DE' }
      const answer = await admin(where, 'PATCH', `clients/${clientId}`, change)
      return word(answer, { '200': 'changed', '404 CLIENT_NOT_FOUND': 'unknown', '409 COUNTRY_LOCKED': 'locked' })
    },

    async erase(clientId, where) {
      const answer = await admin(where, 'DELETE', `clients/${clientId}`)
      return word(answer, { '204': 'erased', '409 INTENT_UNRESOLVED': 'unresolved' })
    },

    async open(secret, by, where) {
      const path = '/api/v1/onboard-client'
      const answer = await (by === 'GET'
        ? call(where, 'GET', `${path}?token=${secret}`)
        : call(where, 'POST', path, { token: secret }))
      return word(answer, opening)
    },

    async preview(token, where) {
      const answer = await call(where, 'POST', '/api/v1/onboard-client/preview', { token })
      return word(answer, { '200': answer.body.status })
    },

    callback: (state, where) => landing(`/api/v1/connect/callback?state=${state}`, where),

    refresh: (state, where) => landing(`/api/v1/connect/refresh?state=${state}`, where),

    async sync(clientId, where) {
      const answer = await admin(where, 'POST', `clients/${clientId}/sync`)
      return word(answer, {
        '200': 'synced',
        '404 CLIENT_NOT_FOUND': 'unknown',
        '502 STRIPE_ACCOUNT_RETRIEVE_FAILED': 'provider_failed',
        '502 ACCOUNT_UNAVAILABLE': 'provider_failed',
      })
    },

    async deliver(id, accountId, where) {
      const stored = 'select 1 from provider_events where id = $1 and platform_id = $2'
      const before = await db.query(stored, [id, platform.id])
      const body = JSON.stringify(accountEvent(accountId, { id }))
      // Not injected: the route looks at how the headers came in. Stripe delivers again what is not answered with 200.
      const deliverTo = async ({ id: name, stripeWebhookSecrets: [secret] }: typeof platform) => {
        const { status } = await patiently(
          () =>
            fetch(`${at(where).url}/api/v1/webhooks/stripe/${name}`, {
              method: 'POST',
              body,
              headers: { 'content-type': 'application/json', 'stripe-signature': signature(body, secret) },
            }),
          ({ status }) => status === 503,
        )
        if (status !== 200) throw new Error(`an event was answered ${status}`)
      }
      await Promise.all([deliverTo(other), deliverTo(platform)])
      return before.rowCount === 0 ? 'new' : 'known'
    },

    async process(eventId) {
      const { processEvent } = at(eventId.charCodeAt(4)).worker
      const processFor = (one: typeof platform) =>
        asJob(() => processEvent(eventId, jobOf(one), AbortSignal.timeout(10_000)))
      const [{ outcome }] = await Promise.all([processFor(platform), processFor(other)])
      return outcome
    },

    look: () =>
      field.turns.look(async () => {
        const { refreshStaleAccounts } = at(0).worker
        // One at a time: of several, one may hold a connection while another calls the provider.
        const lookFor = (one: typeof platform) => asJob(() => refreshStaleAccounts(jobOf(one), { lanes: 1 }))
        const [here, there] = await Promise.all([lookFor(platform), lookFor(other)])
        const counted = (what: 'refreshed' | 'settled') => (here[what] + there[what] > 0 ? what : '-')
        return `${counted('refreshed')} ${counted('settled')}`
      }),

    // Instead of waiting, all that has happened to these clients is moved back. Stripe's clock is that of all.
    pass: (ms) => field.turns.pass(() => moveBack(db, mine, ms)),

    switchApi: async (where) => at(where).switchApi(platform.id),

    async happen(accountId, happening) {
      await simulator.setAccountState(
        accountId,
        happening === 'deauthorise' ? { access: 'deauthorised' } : { outcome: happening },
      )
    },

    // There is trouble all the time.
    async trouble() {},

    noTrouble: end,

    async states(clientId) {
      const accounts = new Set((await accountsOf(clientId)).map(({ id }) => id))
      if (accounts.size === 0) return []
      const { rows } = await db.query<{ hash: string; token_id: string }>(
        `select encode(state_hash, 'hex') as hash, token_id from link_attempts
         join onboarding_tokens t on t.id = token_id where t.client_id = $1`,
        [clientId],
      )
      const tokenIds = new Map(rows.map(({ hash, token_id }) => [hash, token_id]))
      return (await simulator.accountLinks())
        .filter(({ account }) => accounts.has(account))
        .map(({ return_url, refresh_url }) => {
          const [state = '', refreshState = ''] = [return_url, refresh_url].map(stateIn)
          return {
            state,
            refreshState,
            tokenId: tokenIds.get(Buffer.from(secrets.hashState(state) ?? []).toString('hex')),
          }
        })
    },

    accounts: accountsOf,

    async tokens(clientIds) {
      const { rows } = await db.query<SeenToken>(
        `select t.id, t.client_id as "clientId", purpose, status, attempts, expires_at <= clock_timestamp() as expired,
           (select facts ->> 'issuedBy' from audit_events e where e.token_id = t.id and e.type = 'token_issued') as "issuedBy",
           (select json_agg(json_strip_nulls(json_build_object('type', type, 'from', from_value, 'to', to_value))
              order by id) from audit_events e where e.token_id = t.id) as trail
         from onboarding_tokens t where client_id = any($1)`,
        [clientIds],
      )
      return rows
    },

    ...staffActs({ admin, word }),
    ...serviceEmails(field, { platform: platform.id, clients: mine, asJob }),
  }

  async function accountsOf(clientId: string): Promise<readonly SeenAccount[]> {
    const { rows } = await db.query<{ id: string }>(
      'select id from accounts where client_id = $1 and detached_at is not null',
      [clientId],
    )
    const detached = new Set(rows.map(({ id }) => id))
    return (await simulator.accounts())
      .filter(({ metadata }) => metadata['client_id'] === clientId)
      .map(({ id, access, details_submitted, disabled_reason }) => ({
        ...{ id, submitted: details_submitted, detached: detached.has(id) },
        isGone: access !== 'connected' || disabled_reason?.startsWith('rejected') === true,
      }))
  }
}

const stateIn = (url: string) => new URL(url).searchParams.get('state') ?? ''

/** A busy machine makes the database answer late, which is 503 and says that one should ask again. */
async function patiently<T>(ask: () => Promise<T>, isBusy: (answer: T) => boolean): Promise<T> {
  let answer = await ask()
  for (let tries = 1; tries < 10 && isBusy(answer); tries += 1) {
    await sleep(200)
    answer = await ask()
  }
  return answer
}

/** All of it becomes visible at once, as a save does, and behind the locks that saves take first. */
async function moveBack(db: Field['db'], clientIds: readonly string[], ms: number): Promise<void> {
  const by = `$1 * interval '1 millisecond'`
  const client = await db.connect()
  try {
    await client.query('begin')
    await client.query('select from onboardings where client_id = any($1) order by client_id for update', [clientIds])
    await client.query(
      `with root as (
         update onboardings set version = version + 1,
           token_expires_at = token_expires_at - case when status in ('pending', 'in_progress') then ${by} else '0' end,
           next_email_at = next_email_at - ${by}
         where client_id = any($2)
       ), tokens as (
         update onboarding_tokens set issued_at = issued_at - ${by}, expires_at = expires_at - ${by},
           reminded_at = reminded_at - ${by}
         where client_id = any($2) and status in ('pending', 'in_progress')
       ), attempts as (
         update link_attempts set created_at = created_at - ${by}, link_expires_at = link_expires_at - ${by},
           refresh_until = refresh_until - ${by}
         where token_id in (select id from onboarding_tokens where client_id = any($2))
       ), looks as (
         update accounts set fetched_at = fetched_at - ${by} where client_id = any($2)
           and detached_at is null
       )
       update account_intents set opened_at = opened_at - ${by}, settling_since = settling_since - ${by}
       where client_id = any($2)`,
      [ms, clientIds],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}
