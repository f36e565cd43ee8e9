import { randomBytes, randomUUID } from 'node:crypto'
import { Kysely, PostgresDialect, sql, type RawBuilder } from 'kysely'
import pg from 'pg'
import { cryptoSecrets } from '../../../src/adapters/crypto/secrets.ts'

/** The newest migration that this version knew. */
export const LAST_MIGRATION = '001-onboarding'

const LIFETIME_MS = 1_209_600_000

/** What came out of the simulator when this version asked it. */
const SNAPSHOT = {
  submitted: false,
  capabilities: { card_payments: 'restricted', transfers: 'restricted', payouts: 'restricted' },
  hold: 'client_action',
  holdReason: 'requirements.past_due',
  asks: [{ what: 'A bank account that payouts can go to', from: 'client', due: 'overdue' }],
}
/** How it created accounts. */
export const ACCOUNT_TERMS = {
  reference: { api: 'stripe-v1', platformId: 'acct_1SimulatorPlatform', livemode: false },
  template: 1,
  shape: {
    profile: 'default',
    dashboard: 'express',
    fees: 'platform',
    losses: 'platform',
    capabilities: ['card_payments', 'transfers'],
    added: [],
    agreement: 'full',
    upFront: 'everything',
  },
}
const COMPLETE = {
  submitted: true,
  capabilities: { card_payments: 'active', transfers: 'active', payouts: 'active' },
  asks: [],
}

export interface Known {
  readonly clientId: string
  readonly tokenId: string
  readonly secret: string
  readonly hash: Buffer
  readonly accountId: string
}

interface Token {
  readonly id: string
  readonly status: 'pending' | 'in_progress' | 'completed' | 'revoked'
  readonly expires_at: string
}

interface Loaded {
  readonly client_id: string
  readonly version: number
  readonly now: Date
  readonly tokens: readonly Token[]
  readonly intent: { readonly tries: number } | null
  readonly account: { readonly snapshot: { readonly submitted: boolean } } | null
}

/** What a save writes into the root row; what is absent stays. */
interface Root {
  readonly status: Token['status']
  readonly standing: readonly [readiness: string, nextAction: string]
  /** Status or readiness became another one. */
  readonly since?: true
  readonly notAfter?: string
  /** The token that was issued. */
  readonly issued?: string
}

const NOTHING = sql`null::bytea as fingerprint, null::timestamptz as handed_out_at, null::timestamptz as refresh_until,
  null::timestamptz as refresh_used_at`

const LIFETIME = sql`${LIFETIME_MS}::float8 * interval '1 millisecond'`

const isOpen = (token: Token | undefined): boolean => token?.status === 'pending' || token?.status === 'in_progress'

const standingOf = ({ account }: Loaded): Root['standing'] => {
  if (account === null) return ['none', 'client']
  return account.snapshot.submitted ? ['active', 'none'] : ['onboarding', 'client']
}

const together = (parts: readonly RawBuilder<unknown>[]) =>
  sql.join(
    parts.map((part, n) => sql`, ${sql.ref(`part${n}`)} as (${part})`),
    sql``,
  )

const audit = (clientId: string, actor: string, entries: readonly object[]) => sql`
  insert into audit_events (platform_id, at, type, client_id, token_id, actor, request_id, from_value, to_value, facts)
  select ${'default'}, saved.at, entry ->> 'type', ${clientId}, (entry ->> 'tokenId')::uuid, ${actor}, ${'request'},
         entry ->> 'from', entry ->> 'to', entry -> 'facts'
  from saved, jsonb_array_elements(${JSON.stringify(entries)}::jsonb) with ordinality as entries (entry, n)
  order by n`

const token = (clientId: string, tokenId: string, number: number) => sql`
  insert into onboarding_tokens
    (id, platform_id, client_id, number, purpose, status, issued_by, issued_at, expires_at)
  select ${tokenId}, ${'default'}, ${clientId}, ${number}, ${'onboarding'}, 'pending', ${'staff'},
         saved.at, saved.at + ${LIFETIME} from saved`

const secretOf = (tokenId: string, hash: Buffer) => sql`
  insert into token_secrets (hash, platform_id, token_id, created_at)
  select ${hash}, ${'default'}, ${tokenId}, saved.at from saved`

const revoked = (tokenId: string, reason: string) => sql`
  update onboarding_tokens set status = 'revoked', revoked_at = saved.at, revoke_reason = ${reason}
  from saved where id = ${tokenId}`

/** An intent that is open, or, without parameters, done. */
function intent(clientId: string, { parameters, tries }: { parameters: object | null; tries: number }) {
  const isDone = parameters === null
  return sql`
    insert into account_intents as i
      (client_id, platform_id, generation, status, parameters, terms, tries, opened_at, settling_since)
    select ${clientId}, ${'default'}, ${1}::integer, ${isDone ? 'done' : 'open'},
           ${isDone ? null : JSON.stringify(parameters)}::jsonb,
           ${isDone ? null : JSON.stringify(ACCOUNT_TERMS)}::jsonb, ${tries}::integer,
           ${isDone ? sql`null::timestamptz` : sql`saved.at`},
           null::timestamptz from saved
    on conflict (client_id) do update set
      generation = excluded.generation, status = excluded.status, parameters = excluded.parameters,
      terms = excluded.terms, tries = excluded.tries,
      opened_at = ${isDone ? sql`null` : tries === 1 ? sql`excluded.opened_at` : sql`i.opened_at`}, settling_since = null`
}

const accountOf = ({ clientId, accountId }: Known, fetchedAt: Date) => sql`
  insert into accounts (id, platform_id, client_id, generation, snapshot, fetched_at, created_at, terms)
  select ${accountId}, ${'default'}, ${clientId}, ${1}, ${JSON.stringify(SNAPSHOT)}::jsonb,
         ${fetchedAt}, saved.at, ${JSON.stringify(ACCOUNT_TERMS)}::jsonb from saved`

const link = ({ tokenId, accountId }: Known, expiresAt: Date) => [
  sql`
    update onboarding_tokens
    set status = 'in_progress', started_at = coalesce(started_at, saved.at), browsers = ${[]},
        links_until = greatest(links_until, ${expiresAt}::timestamptz)
    from saved where id = ${tokenId}`,
  sql`
    insert into link_attempts
      (state_hash, platform_id, token_id, account_id, link_expires_at, created_at, refresh_hash, refresh_until)
    select ${randomBytes(32)}, ${'default'}, ${tokenId}, ${accountId}, ${expiresAt}, saved.at,
           ${randomBytes(32)}, ${new Date(expiresAt.getTime() + 3_600_000)} from saved`,
]

function mint(): { secret: string; hash: Buffer } {
  const { secret, hash } = cryptoSecrets().mintLinkSecret()
  return { secret, hash: Buffer.from(hash) }
}

/**
 * An earlier version of the service, as the database saw it: the statements of the version whose last migration was 001,
 * written down as they were sent. Frozen, like that version is.
 */
export function version001(databaseUrl: string) {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 8,
    connectionTimeoutMillis: 2000,
    statement_timeout: 3000,
    lock_timeout: 1500,
    query_timeout: 4000,
  })
  pool.on('error', () => {}) // the query that runs says it
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })

  async function load(found: RawBuilder<unknown>, where = sql``): Promise<Loaded> {
    const { rows } = await sql<Loaded>`
      select o.platform_id, o.version, o.since, o.erased_at, clock_timestamp() as now,
             to_jsonb(c) as client, to_jsonb(i) as intent, to_jsonb(a) as account,
             (select jsonb_agg(to_jsonb(t) order by t.number) from onboarding_tokens t where t.client_id = o.client_id)
               as tokens,
             found.*
      from (${found}) found
      join onboardings o on o.client_id = found.client_id
      join clients c on c.id = o.client_id
      left join account_intents i on i.client_id = o.client_id
      left join accounts a on a.client_id = o.client_id and a.detached_at is null
      ${where}`.execute(db)
    const [row] = rows
    if (row === undefined) throw new Error('a client is gone')
    return row
  }

  const ours = sql`where o.platform_id = ${'default'}`
  const byClient = ({ clientId }: Known) =>
    load(sql`select ${clientId}::uuid as client_id, null::uuid as token_id, ${NOTHING}`, ours)
  const byToken = ({ tokenId }: Known) =>
    load(sql`select client_id, id as token_id, ${NOTHING} from onboarding_tokens where id = ${tokenId}`, ours)
  const bySecret = ({ hash }: Known) =>
    load(sql`
      select t.client_id, t.id as token_id, ${NOTHING}
      from token_secrets s join onboarding_tokens t on t.id = s.token_id where s.hash = ${hash}`)

  /** The root row and what comes with it, in one statement; `undefined` when another save came first. */
  async function save(
    { client_id, version }: Loaded,
    { status, standing: [readiness, nextAction], since, notAfter, issued }: Root,
    parts: readonly RawBuilder<unknown>[],
    on: Kysely<unknown> = db,
  ): Promise<Date | undefined> {
    const { rows } = await sql<{ at: Date | null }>`
      with clock as (select date_trunc('milliseconds', clock_timestamp()) as at),
      saved as (
        update onboardings
        set version = version + 1, status = ${status}, readiness = ${readiness}, next_action = ${nextAction}
            ${since === undefined ? sql`` : sql`, since = clock.at`}
            ${issued === undefined ? sql`` : sql`, latest_token_id = ${issued}, token_expires_at = clock.at + ${LIFETIME}`}
        from clock
        where client_id = ${client_id} and version = ${version}
          ${notAfter === undefined ? sql`` : sql`and clock_timestamp() < ${notAfter}`}
        returning clock.at)${together(parts)}
      select (select at from saved) as at, clock_timestamp() as now`.execute(on)
    return rows[0]?.at ?? undefined
  }

  /** Loads and decides again until nobody else came first. */
  async function decided(act: () => Promise<unknown>): Promise<void> {
    for (let round = 0; round < 20; round += 1) if ((await act()) !== undefined) return
    throw new Error('somebody else always came first')
  }

  const show = async (known: Known): Promise<void> => void (await byClient(known))

  return {
    close: () => db.destroy(),
    show,

    async invite(): Promise<Known> {
      const [clientId, tokenId] = [randomUUID(), randomUUID()]
      const { secret, hash } = mint()
      const parts = [
        sql`
          insert into clients (id, platform_id, name, email, country, external_id, created_at)
          select ${clientId}, ${'default'}, ${'Ada Lovelace'}, ${`${clientId}@example.com`}, ${null}, ${null}, saved.at
          from saved`,
        token(clientId, tokenId, 1),
        secretOf(tokenId, hash),
        audit(clientId, 'admin:environment', [
          { type: 'token_issued', tokenId, to: 'pending', facts: { purpose: 'onboarding', issuedBy: 'staff' } },
        ]),
      ]
      await sql`
        with clock as (select date_trunc('milliseconds', clock_timestamp()) as at),
        saved as (
          insert into onboardings
            (client_id, platform_id, version, status, latest_token_id, token_expires_at, readiness, next_action, since)
          select ${clientId}, ${'default'}, 1, ${'pending'}, ${tokenId}, clock.at + ${LIFETIME}, ${'none'}, ${'client'}, clock.at
          from clock returning since as at)${together(parts)}
        select (select at from saved) as at, clock_timestamp() as now`.execute(db)
      return { clientId, tokenId, secret, hash, accountId: `acct_${clientId.replaceAll('-', '')}` }
    },

    /** Opens the client's link, unless it was replaced meanwhile. */
    open: (known: Known) =>
      decided(async () => {
        const { clientId, tokenId, accountId } = known
        let loaded = await bySecret(known)
        const held = loaded.tokens.find(({ id }) => id === tokenId)
        if (held === undefined || !isOpen(held)) return 'refused'
        if (loaded.account === null) {
          const tries = (loaded.intent?.tries ?? 0) + 1
          const parameters = { email: `${clientId}@example.com`, name: 'Ada Lovelace' }
          const root: Root = { status: held.status, standing: standingOf(loaded) }
          const saved = await save(loaded, root, [intent(clientId, { parameters, tries })])
          if (saved === undefined) return undefined
          loaded = { ...loaded, version: loaded.version + 1 }
        }
        const isFirst = loaded.account === null
        const entry = { type: 'link_created', tokenId, from: held.status, to: 'in_progress', facts: { accountId } }
        return save(
          loaded,
          {
            status: 'in_progress',
            standing: isFirst ? ['onboarding', 'client'] : standingOf(loaded),
            ...((isFirst || held.status === 'pending') && { since: true }),
            notAfter: held.expires_at,
          },
          [
            ...(isFirst ? [accountOf(known, loaded.now), intent(clientId, { parameters: null, tries: 0 })] : []),
            ...link(known, new Date(Date.now() + 300_000)),
            audit(clientId, 'client', [entry]),
          ],
        )
      }),

    /** Stripe failed when a link was opened, unless that was replaced meanwhile. */
    fail: (known: Known) =>
      decided(async () => {
        const { clientId, tokenId } = known
        const loaded = await bySecret(known)
        const held = loaded.tokens.find(({ id }) => id === tokenId)
        if (held === undefined || !isOpen(held)) return 'refused'
        const { status } = held
        const failure = { operation: 'create_account_link', outcome: 'unknown', code: 'provider_error' }
        return save(loaded, { status, standing: standingOf(loaded) }, [
          sql`
            update onboarding_tokens
            set attempts = attempts + 1,
                last_error = ${JSON.stringify(failure)}::jsonb || jsonb_build_object('at', saved.at)
            from saved where id = ${tokenId}`,
          audit(clientId, 'client', [{ type: 'provider_failed', tokenId, from: status, to: status, facts: failure }]),
        ])
      }),

    /** Gives the client another token and answers it; the same one when there is nothing left to do. */
    async issue(known: Known): Promise<Known> {
      const { clientId } = known
      const tokenId = randomUUID()
      const { secret, hash } = mint()
      let isIssued = false
      await decided(async () => {
        const loaded = await byClient(known)
        if (loaded.tokens.some(({ status }) => status === 'completed')) return 'nothing to do'
        const open = loaded.tokens.find(isOpen)
        const root: Root = { status: 'pending', standing: standingOf(loaded), since: true, issued: tokenId }
        const issued = { purpose: 'onboarding', issuedBy: 'staff' }
        const entries = [{ type: 'token_issued', tokenId, to: 'pending', facts: issued }]
        const fresh = [token(clientId, tokenId, loaded.tokens.length + 1), secretOf(tokenId, hash)]
        isIssued = await db.transaction().execute(async (trx) => {
          const ended = open && {
            entry: {
              type: 'token_revoked',
              tokenId: open.id,
              from: open.status,
              to: 'revoked',
              facts: { reason: 'replaced' },
            },
            part: revoked(open.id, 'replaced'),
          }
          const told = audit(clientId, 'admin:environment', [...(ended ? [ended.entry] : []), ...entries])
          const at = await save(loaded, root, [...(ended ? [ended.part] : fresh), told], trx)
          if (at === undefined) return false
          if (ended) await sql`with saved as (select ${at}::timestamptz as at)${together(fresh)} select`.execute(trx)
          return true
        })
        return isIssued || undefined
      })
      return isIssued ? { ...known, tokenId, secret, hash } : known
    },

    /** Staff revokes the token, if it is open. */
    revoke: (known: Known) =>
      decided(async () => {
        const { clientId, tokenId } = known
        const loaded = await byToken(known)
        const held = loaded.tokens.find(({ id }) => id === tokenId)
        if (held === undefined || !isOpen(held)) return 'over'
        const facts = { reason: 'operator' }
        const entry = { type: 'token_revoked', tokenId, from: held.status, to: 'revoked', facts }
        const [readiness, nextAction] = standingOf(loaded)
        const standing = [readiness, nextAction === 'client' ? 'operator' : nextAction] as const
        return save(loaded, { status: 'revoked', standing, since: true }, [
          revoked(tokenId, 'operator'),
          audit(clientId, 'admin:environment', [entry]),
        ])
      }),

    /** Stripe says, when it is asked, that the client is through. */
    complete: (known: Known) =>
      decided(async () => {
        const { clientId, accountId } = known
        const loaded = await byClient(known)
        if (loaded.account === null) return 'no account'
        const open = loaded.tokens.find(isOpen)
        const [from] = standingOf(loaded)
        const entries = [
          ...(from === 'active' ? [] : [{ type: 'readiness_changed', from, to: 'active' }]),
          ...(open ? [{ type: 'token_completed', tokenId: open.id, from: open.status, to: 'completed' }] : []),
        ]
        const status = open ? 'completed' : (loaded.tokens.at(-1)?.status ?? 'completed')
        const root: Root = { status, standing: ['active', 'none'], ...(entries.length > 0 && { since: true }) }
        const parts = [
          sql`
            update accounts
            set snapshot = ${JSON.stringify(COMPLETE)}::jsonb, fetched_at = ${loaded.now}
            from saved where id = ${accountId}`,
          ...(open
            ? [
                sql`update onboarding_tokens set status = 'completed', completed_at = saved.at from saved where id = ${open.id}`,
              ]
            : []),
          ...(entries.length > 0 ? [audit(clientId, 'admin:environment', entries)] : []),
        ]
        return db.transaction().execute((trx) => save(loaded, root, parts, trx))
      }),
  }
}

export type Version001 = ReturnType<typeof version001>
