import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t, { type Test } from 'tap'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { postgresClientRepository } from '../../src/adapters/postgres/client-repository.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { migrate } from '../../src/adapters/postgres/migrate.ts'
import { postgresTokenRepository } from '../../src/adapters/postgres/token-repository.ts'
import type { OpenIntent } from '../../src/domain/account-intent.ts'
import { openingRefusal, type TokenStatus } from '../../src/domain/onboarding-token.ts'
import type { Act } from '../../src/ports/act.ts'
import type { NewToken } from '../../src/ports/client-repository.ts'
import type { CreatedAccount } from '../../src/ports/token-repository.ts'
import { inviteClient } from '../../src/usecases/invite-client.ts'
import { loadedDatabase } from '../proof/migrations/loaded-database.ts'
import { testDatabase } from '../support/database.ts'

type Row = Record<string, unknown>

const CHECK = '23514'
const NOT_NULL = '23502'
const UNIQUE = '23505'
const FOREIGN_KEY = '23503'
const TRIGGER = '23000'

const act = { actor: 'client', requestId: 'request-1' }
const at = '2026-03-01T12:00:00Z'
const later = '2026-03-02T12:00:00Z'

t.test('rows that the domain does not know are refused', async (t) => {
  const db = await open(t)
  const clientId = await client(db)
  const token = (change: Row) => ({
    id: randomUUID(),
    client_id: clientId,
    purpose: 'onboarding',
    status: 'pending',
    issued_at: at,
    expires_at: later,
    ...change,
  })
  const otherClient = (change: Row) => ({
    id: randomUUID(),
    name: 'Ada',
    email: `${randomUUID()}@example.com`,
    ...change,
  })
  const intent = (change: Row) => ({
    client_id: clientId,
    generation: 1,
    status: 'open',
    parameters: '{}',
    tries: 1,
    opened_at: at,
    ...change,
  })
  const refreshable = (change: Row) => ({
    state_hash: hash(),
    token_id: randomUUID(),
    account_id: 'acct_none',
    link_expires_at: later,
    ...change,
  })
  const account = (change: Row) => ({
    id: 'acct_1',
    client_id: clientId,
    generation: 1,
    snapshot: '{}',
    fetched_at: at,
    ...change,
  })
  const error = '{"code":"timeout"}'
  const revoked = { status: 'revoked', revoked_at: at, revoke_reason: 'operator' }
  const completed = { status: 'completed', completed_at: at }

  const refused: [what: string, table: string, row: Row, code: string][] = [
    ['a client without a name', 'clients', otherClient({ name: '' }), CHECK],
    ['a client with an endless name', 'clients', otherClient({ name: 'a'.repeat(201) }), CHECK],
    ['a client with two characters of e-mail', 'clients', otherClient({ email: 'a@' }), CHECK],
    ['a client with an endless e-mail', 'clients', otherClient({ email: `${'a'.repeat(254)}@` }), CHECK],
    ['a client in a country in lower case', 'clients', otherClient({ country: 'de' }), CHECK],
    ['a client in a country of three letters', 'clients', otherClient({ country: 'DEU' }), CHECK],
    ['a client with an empty external id', 'clients', otherClient({ external_id: '' }), CHECK],
    ['a client with an endless external id', 'clients', otherClient({ external_id: 'a'.repeat(201) }), CHECK],

    ['a token of nobody', 'onboarding_tokens', token({ client_id: randomUUID() }), FOREIGN_KEY],
    ['a token for an unknown purpose', 'onboarding_tokens', token({ purpose: 'login' }), CHECK],
    ['an expired token', 'onboarding_tokens', token({ status: 'expired' }), CHECK],
    ['a failed token', 'onboarding_tokens', token({ status: 'failed' }), CHECK],
    ['a token without a status', 'onboarding_tokens', token({ status: null }), NOT_NULL],
    ['a token without an expiry', 'onboarding_tokens', token({ expires_at: null }), NOT_NULL],
    ['a token that expires when it is issued', 'onboarding_tokens', token({ expires_at: at }), CHECK],
    ['a pending token with a start', 'onboarding_tokens', token({ started_at: at }), CHECK],
    ['a pending token with a revocation', 'onboarding_tokens', token({ ...revoked, status: 'pending' }), CHECK],
    ['a pending token with a completion', 'onboarding_tokens', token({ completed_at: at }), CHECK],
    ['a token in progress without a start', 'onboarding_tokens', token({ status: 'in_progress' }), CHECK],
    ['a completed token without an instant', 'onboarding_tokens', token({ status: 'completed' }), CHECK],
    ['a completed token that is revoked', 'onboarding_tokens', token({ ...revoked, ...completed }), CHECK],
    ['a revoked token that is completed', 'onboarding_tokens', token({ ...completed, ...revoked }), CHECK],
    ['a revoked token without an instant', 'onboarding_tokens', token({ ...revoked, revoked_at: null }), CHECK],
    ['a revoked token without a reason', 'onboarding_tokens', token({ ...revoked, revoke_reason: null }), CHECK],
    ['a revoked token for an unknown reason', 'onboarding_tokens', token({ ...revoked, revoke_reason: 'x' }), CHECK],
    ['a token with a reason and no revocation', 'onboarding_tokens', token({ revoke_reason: 'operator' }), CHECK],
    ['a token with less than no attempts', 'onboarding_tokens', token({ attempts: -1, last_error: error }), CHECK],
    ['a token with attempts and no error', 'onboarding_tokens', token({ attempts: 1 }), CHECK],
    ['a token with an error and no attempts', 'onboarding_tokens', token({ last_error: error }), CHECK],

    ['a secret of nothing', 'token_secrets', { hash: hash(), token_id: randomUUID() }, FOREIGN_KEY],
    ['a secret that is no SHA-256', 'token_secrets', { hash: Buffer.alloc(31), token_id: randomUUID() }, CHECK],

    ['an intent of generation 0', 'account_intents', intent({ generation: 0 }), CHECK],
    ['an intent in an unknown state', 'account_intents', intent({ status: 'unknown' }), CHECK],
    ['an open intent without parameters', 'account_intents', intent({ parameters: null }), CHECK],
    ['an open intent without an age', 'account_intents', intent({ opened_at: null }), CHECK],
    ['an open intent that settles', 'account_intents', intent({ settling_since: at }), CHECK],
    ['a settling intent without a begin', 'account_intents', intent({ status: 'settling' }), CHECK],
    [
      'a settling intent without parameters',
      'account_intents',
      intent({ status: 'settling', settling_since: at, parameters: null }),
      CHECK,
    ],
    ['a closed intent with parameters', 'account_intents', intent({ status: 'closed', opened_at: null }), CHECK],
    ['a closed intent with an age', 'account_intents', intent({ status: 'closed', parameters: null }), CHECK],
    ['a done intent with parameters', 'account_intents', intent({ status: 'done', opened_at: null }), CHECK],
    ['an intent with less than no tries', 'account_intents', intent({ tries: -1 }), CHECK],

    ['an account of nobody', 'accounts', account({ client_id: randomUUID() }), FOREIGN_KEY],
    ['an account without an id', 'accounts', account({ id: '' }), CHECK],
    ['an account of generation 0', 'accounts', account({ generation: 0 }), CHECK],
    ['an account without a snapshot', 'accounts', account({ snapshot: null }), NOT_NULL],

    [
      'a link attempt for an account that is not stored',
      'link_attempts',
      { state_hash: hash(), token_id: randomUUID(), account_id: 'acct_none', link_expires_at: later },
      FOREIGN_KEY,
    ],
    [
      'a link attempt whose state is no SHA-256',
      'link_attempts',
      { state_hash: Buffer.from('short'), token_id: randomUUID(), account_id: 'acct_none', link_expires_at: later },
      CHECK,
    ],
    [
      'a link attempt whose refresh state is no SHA-256',
      'link_attempts',
      refreshable({ refresh_hash: Buffer.from('short'), refresh_until: later }),
      CHECK,
    ],
    [
      'a link attempt that can be refreshed for ever',
      'link_attempts',
      refreshable({ refresh_hash: hash(), refresh_until: null }),
      CHECK,
    ],
    [
      'a link attempt that was refreshed by nobody',
      'link_attempts',
      refreshable({ refresh_hash: null, refresh_used_at: later }),
      CHECK,
    ],
  ]
  for (const [what, table, row, code] of refused) {
    t.test(what, async (t) => {
      await t.rejects(insert(db, table, row), { code })
    })
  }

  t.test('and the same rows without the fault are taken', async (t) => {
    await insert(db, 'clients', otherClient({ country: 'DE', external_id: 'x' }))
    await insert(db, 'onboarding_tokens', token({ attempts: 1, last_error: error }))
    await insert(db, 'onboarding_tokens', token({ ...completed, started_at: at }))
    await insert(db, 'onboarding_tokens', token(revoked))
    await insert(db, 'account_intents', intent({}))
    await insert(db, 'accounts', account({}))
    t.pass('none was refused')
  })
})

t.test('a client has at most one open token', async (t) => {
  const db = await open(t)
  for (const first of ['pending', 'in_progress'] as const) {
    for (const second of ['pending', 'in_progress'] as const) {
      t.test(`${second} beside ${first} is refused`, async (t) => {
        const clientId = await client(db)
        const id = await token(db, clientId, first)
        await t.rejects(token(db, clientId, second), {
          code: UNIQUE,
          constraint: 'onboarding_tokens_one_open_per_client',
        })
        await end(db, id, 'revoked')
        await token(db, clientId, second)
        t.pass('once the first has ended, the second is taken')
      })
    }
  }

  t.test('expiry does not make room: an expired token is still open', async (t) => {
    const clientId = await client(db)
    const past = { issued_at: '2020-01-01T00:00:00Z', expires_at: '2020-01-02T00:00:00Z' }
    await token(db, clientId, 'pending', past)
    await t.rejects(token(db, clientId, 'pending'), { code: UNIQUE })
  })

  t.test('any number may have ended', async (t) => {
    const clientId = await client(db)
    for (const status of ['completed', 'revoked', 'completed', 'revoked', 'pending'] as const) {
      await token(db, clientId, status)
    }
    t.pass('none was refused')
  })
})

t.test('a client has at most one attached account, and an account belongs to one client', async (t) => {
  const db = await open(t)
  const [one, other] = [await client(db), await client(db)]
  const account = (id: string, clientId: string) =>
    insert(db, 'accounts', { id, client_id: clientId, generation: 1, snapshot: '{}', fetched_at: at })
  await account('acct_1', one)
  await t.rejects(account('acct_2', one), { code: UNIQUE })
  await t.rejects(account('acct_1', other), { code: UNIQUE })
  await db.query(`update accounts set detached_at = now() where id = 'acct_1'`)
  await account('acct_2', one)
  await t.rejects(account('acct_1', one), { code: UNIQUE }, 'nor does a detached one come back as another')
})

t.test('the database makes legal moves only, whatever statement asks', async (t) => {
  const db = await open(t)
  const sets: Record<TokenStatus, string> = {
    pending: `status = 'pending', started_at = null, completed_at = null, revoked_at = null, revoke_reason = null`,
    in_progress: `status = 'in_progress', started_at = now(), completed_at = null, revoked_at = null, revoke_reason = null`,
    completed: `status = 'completed', completed_at = now(), revoked_at = null, revoke_reason = null`,
    revoked: `status = 'revoked', revoked_at = now(), revoke_reason = 'operator', completed_at = null`,
  }
  const moves: Record<TokenStatus, Record<TokenStatus, 'taken' | 'refused'>> = {
    pending: { pending: 'taken', in_progress: 'taken', completed: 'taken', revoked: 'taken' },
    in_progress: { pending: 'refused', in_progress: 'taken', completed: 'taken', revoked: 'taken' },
    completed: { pending: 'refused', in_progress: 'refused', completed: 'taken', revoked: 'refused' },
    revoked: { pending: 'refused', in_progress: 'refused', completed: 'refused', revoked: 'taken' },
  }
  for (const [from, row] of Object.entries(moves) as [TokenStatus, (typeof moves)[TokenStatus]][]) {
    for (const [to, outcome] of Object.entries(row) as [TokenStatus, string][]) {
      t.test(`${from} -> ${to} is ${outcome}`, async (t) => {
        const id = await token(db, await client(db), from)
        const update = db.query(`update onboarding_tokens set ${sets[to]} where id = $1`, [id])
        if (outcome === 'refused') await t.rejects(update, { code: TRIGGER })
        else await update
        const { rows } = await db.query('select status from onboarding_tokens where id = $1', [id])
        t.same(rows, [{ status: outcome === 'refused' ? from : to }])
      })
    }
  }

  t.test('a token cannot change its client', async (t) => {
    const id = await token(db, await client(db), 'pending')
    const move = db.query('update onboarding_tokens set client_id = $1 where id = $2', [await client(db), id])
    await t.rejects(move, { code: TRIGGER })
  })
})

t.test('a stored account cannot become another one', async (t) => {
  const db = await open(t)
  const [one, other] = [await client(db), await client(db)]
  await insert(db, 'accounts', { id: 'acct_1', client_id: one, generation: 1, snapshot: '{}', fetched_at: at })
  await t.rejects(db.query(`update accounts set id = 'acct_2'`), { code: TRIGGER })
  await t.rejects(db.query('update accounts set client_id = $1', [other]), { code: TRIGGER })
  await t.rejects(db.query('update accounts set generation = 2'), { code: TRIGGER })
  await db.query(`update accounts set snapshot = '{"a":1}', fetched_at = now()`)
  const { rows } = await db.query('select id, client_id, generation, snapshot from accounts')
  t.same(rows, [{ id: 'acct_1', client_id: one, generation: 1, snapshot: { a: 1 } }], 'its snapshot can')
})

t.test('the audit trail can only be added to', async (t) => {
  const db = await open(t)
  const event = { type: 'x', client_id: randomUUID(), actor: 'client', request_id: 'request-1' }
  await insert(db, 'audit_events', event)
  await t.rejects(db.query(`update audit_events set type = 'y'`), { code: TRIGGER })
  await t.rejects(db.query('update audit_events set type = type where false'), { code: TRIGGER }, 'not even in vain')
  await t.rejects(db.query('delete from audit_events'), { code: TRIGGER })
  await t.rejects(db.query('truncate audit_events'), { code: TRIGGER })
  await t.rejects(db.query('truncate clients, audit_events cascade'), { code: TRIGGER })
  await t.rejects(
    db.query(`insert into audit_events (id, type, client_id, actor, request_id)
              values (1, 'x', gen_random_uuid(), 'client', 'r')`),
    { code: '428C9' },
    'the database numbers it',
  )
  const { rows } = await db.query('select type from audit_events')
  t.same(rows, [{ type: 'x' }])
})

t.test('every change of a token leaves one event, with who did it and from where to where', async (t) => {
  const { url } = await testDatabase(t)
  const repositories = repositoriesOn(t, url)
  const db = await connect(t, url)
  const invited = await invite(repositories, { actor: 'admin:1', requestId: 'invite-1' })
  const { client, token } = invited
  const ids = { clientId: client.id, tokenId: token.id }
  const created = createdAccount('acct_1')
  const failure = {
    operation: 'create_account',
    outcome: 'unknown',
    code: 'timeout',
    requestId: 'req_1',
    retryAfterSeconds: 3,
  } as const
  const link = (accountId: string) => ({ ...ids, accountId, ...states(), linkExpiresAt: new Date(later) })

  await repositories.tokens.recordFailure({ ...ids, failure }, { actor: 'client', requestId: 'open-1' })
  await repositories.tokens.recordLink({ ...link('acct_1'), created }, { actor: 'client', requestId: 'open-2' })
  await repositories.tokens.recordLink(link('acct_1'), { actor: 'client', requestId: 'open-3' })
  await repositories.tokens.recordLink(link('acct_2'), { actor: 'client', requestId: 'other-account' })
  await repositories.tokens.recordFailure({ ...ids, failure }, { actor: 'client', requestId: 'open-4' })
  await end(db, token.id, 'revoked')
  await repositories.tokens.recordLink(link('acct_1'), { actor: 'client', requestId: 'refused' })
  await repositories.tokens.recordFailure({ ...ids, failure }, { actor: 'client', requestId: 'too-late' })

  const { rows } = await db.query(
    'select type, client_id, token_id, actor, request_id, from_status, to_status, facts from audit_events order by id',
  )
  const event = { client_id: client.id, token_id: token.id, actor: 'client' }
  const linked = { ...event, type: 'link_created', facts: { accountId: 'acct_1' } }
  const failed = { ...event, type: 'provider_failed', facts: failure }
  t.strictSame(
    rows.map((row) => ({ ...row })),
    [
      {
        ...event,
        type: 'token_issued',
        actor: 'admin:1',
        request_id: 'invite-1',
        from_status: null,
        to_status: 'pending',
        facts: null,
      },
      { ...failed, request_id: 'open-1', from_status: 'pending', to_status: 'pending' },
      { ...linked, request_id: 'open-2', from_status: 'pending', to_status: 'in_progress' },
      { ...linked, request_id: 'open-3', from_status: 'in_progress', to_status: 'in_progress' },
      { ...failed, request_id: 'open-4', from_status: 'in_progress', to_status: 'in_progress' },
    ],
  )
  const attempts = await db.query('select token_id, account_id, link_expires_at from link_attempts')
  const attempt = { token_id: token.id, account_id: 'acct_1', link_expires_at: new Date(later) }
  t.strictSame(
    attempts.rows.map((row) => ({ ...row })),
    [attempt, attempt],
    'and every link that was handed out leaves its attempt',
  )
})

t.test('of twenty links at once one is said to have started the token', async (t) => {
  const { url } = await testDatabase(t)
  const repositories = repositoriesOn(t, url)
  const db = await connect(t, url)
  const { client, token } = await invite(repositories, { actor: 'admin:1', requestId: 'invite-1' })
  const created = createdAccount('acct_1')
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      repositories.tokens.recordLink(
        {
          clientId: client.id,
          tokenId: token.id,
          accountId: 'acct_1',
          created,
          ...states(),
          linkExpiresAt: new Date(later),
        },
        { actor: 'client', requestId: `open-${n}` },
      ),
    ),
  )
  const { rows } = await db.query(
    `select from_status, count(*)::int from audit_events where type = 'link_created' group by 1 order by 1`,
  )
  t.same(rows, [
    { from_status: 'in_progress', count: 19 },
    { from_status: 'pending', count: 1 },
  ])
})

t.test("whoever waits for the client's row holds no other yet, so that nobody can deadlock", async (t) => {
  const { url } = await testDatabase(t)
  const { clients, tokens } = repositoriesOn(t, url)
  const holder = await connect(t, url)
  const failure = { operation: 'create_account', outcome: 'refused', code: 'any' } as const
  type Ids = { readonly clientId: string; readonly tokenId: string }
  const link = (accountId: string) => ({ accountId, ...states(), linkExpiresAt: new Date(later) })
  const deeds: Record<string, (ids: Ids, intent: OpenIntent) => Promise<unknown>> = {
    'an intent': ({ clientId }) => tokens.openIntent(clientId),
    'a link': (ids) => tokens.recordLink({ ...ids, ...link('acct_1'), created: createdAccount('acct_1') }, act),
    'a failure': (ids) => tokens.recordFailure({ ...ids, failure }, act),
    'a failure with an account': (ids) =>
      tokens.recordFailure({ ...ids, failure, created: createdAccount('acct_2') }, act),
    'a failure that settles': (ids, intent) =>
      tokens.recordFailure({ ...ids, failure, intentChange: { intent, to: 'settle' } }, act),
    'a failure that closes': (ids, intent) =>
      tokens.recordFailure({ ...ids, failure, intentChange: { intent, to: 'close' } }, act),
  }
  for (const [what, deed] of Object.entries(deeds)) {
    t.test(what, async (t) => {
      const { client, token } = await invite({ clients, tokens }, act)
      const { intent } = await tokens.openIntent(client.id)
      await holder.query('begin')
      await holder.query('select from clients where id = $1 for no key update', [client.id])
      const waiting = deed({ clientId: client.id, tokenId: token.id }, intent as OpenIntent)
      await blocked(holder)
      for (const table of ['account_intents', 'onboarding_tokens']) {
        await holder.query('savepoint look')
        const look = holder.query(`select from ${table} where client_id = $1 for update nowait`, [client.id])
        await t.resolves(look, table)
        await holder.query('rollback to savepoint look')
      }
      await holder.query('rollback')
      await waiting
    })
  }
})

t.test('the parameters that are frozen are those of a change that was under way', async (t) => {
  const { url } = await testDatabase(t)
  const { clients, tokens } = repositoriesOn(t, url)
  const holder = await connect(t, url)
  const { client } = await invite({ clients, tokens }, act)
  await holder.query('begin')
  await holder.query('select from clients where id = $1 for no key update', [client.id])
  const waiting = tokens.openIntent(client.id)
  await blocked(holder)
  await holder.query(`update clients set country = 'FR' where id = $1`, [client.id])
  await holder.query('commit')
  t.match(await waiting, { intent: { parameters: { country: 'FR' } } })
})

t.test("the application's clock decides nothing", async (t) => {
  const { url } = await testDatabase(t)
  const repositories = repositoriesOn(t, url)
  const year = 366 * 24 * 3_600_000
  for (const [how, offsetMs] of Object.entries({ fast: year, slow: -year })) {
    t.test(`a clock that is a year ${how}`, async (t) => {
      setClock(t, offsetMs)
      const secretHash = hash()
      const alive = await invite(repositories, act, { secretHash })
      t.ok(Math.abs(alive.now.getTime() - alive.token.issuedAt.getTime()) < 10_000)
      const opening = await repositories.tokens.findBySecret(secretHash)
      t.equal(opening && openingRefusal(opening.token, opening.now), undefined)
      const outcome = async (invited: typeof alive, accountId: string) => {
        const ids = { clientId: invited.client.id, tokenId: invited.token.id }
        const link = {
          accountId,
          created: createdAccount(accountId),
          ...states(),
          linkExpiresAt: new Date(later),
        }
        return (await repositories.tokens.recordLink({ ...ids, ...link }, act)).outcome
      }
      t.equal(await outcome(alive, `acct_alive_${how}`), 'recorded')
      const expired = await invite(repositories, act, { lifetimeMs: 20 })
      await sleep(40)
      t.equal(await outcome(expired, `acct_expired_${how}`), 'refused')

      const { intent, now } = await repositories.tokens.openIntent((await invite(repositories, act)).client.id)
      const { openedAt } = intent as OpenIntent
      t.ok(Math.abs(now.getTime() - openedAt.getTime()) < 10_000, 'an intent is as old as the database says')
    })
  }
})

t.test('migrating', async (t) => {
  t.test('eight at once on an empty database all succeed, and one of them does the work', async (t) => {
    const { url } = await testDatabase(t, { migrated: false })
    const all = await Promise.all(Array.from({ length: 8 }, () => migrate(url)))
    t.same(all.filter((names) => names.length > 0).length, 1)
    const repositories = repositoriesOn(t, url)
    t.ok(await invite(repositories, { actor: 'admin:1', requestId: 'invite-1' }))
  })

  t.test('again changes nothing', async (t) => {
    const { url } = await testDatabase(t, { migrated: false })
    t.not((await migrate(url)).length, 0)
    const db = await connect(t, url)
    const before = await shape(db)
    t.same(await migrate(url), [])
    t.strictSame(await shape(db), before)
  })

  t.test('a migration that has to wait lets everybody else go first, and comes again', async (t) => {
    const { url } = await testDatabase(t, { migrated: false })
    await loadedDatabase(url, '003-provider-events', 10)
    const [holder, reader] = [await connect(t, url), await connect(t, url)]
    await holder.query('begin')
    await holder.query('select * from accounts limit 1')
    const migrating = migrate(url)
    // Who only reads waits behind a migration that waits for a lock, if that one waits for long.
    await reader.query(`set lock_timeout = '1s'`)
    const read = async () => {
      for (const end = performance.now() + 1500; performance.now() < end;)
        await reader.query('select * from accounts a join clients c on c.id = a.client_id limit 1')
    }
    await t.resolves(read(), 'nobody waits for a second')
    await holder.query('commit')
    t.ok((await migrating).includes('005-admin-api'))
    const { rows } = await reader.query(
      'select distinct a.readiness, c.readiness as copied from accounts a join clients c on c.id = a.client_id order by 1',
    )
    const filled = ['active', 'onboarding'].map((readiness) => ({ readiness, copied: readiness }))
    t.same(rows, filled, 'and has filled in what is new')
  })

  t.test('a migration that fails is told and leaves nothing behind', async (t) => {
    const { url } = await testDatabase(t, { migrated: false })
    const db = await connect(t, url)
    await db.query('create table audit_events (id int)') // in the way of the real one
    await t.rejects(migrate(url), { code: '42P07' })
    const { rows } = await db.query(`select to_regclass('clients') as clients`)
    t.same(rows, [{ clients: null }])
  })
})

t.test('nothing in the database contains a secret: neither the link secret nor a state', async (t) => {
  const { url } = await testDatabase(t)
  const repositories = repositoriesOn(t, url)
  const db = await connect(t, url)
  const secrets = cryptoSecrets()
  const invited = await inviteClient({ clients: repositories.clients, secrets })(
    { name: 'Ada', email: 'ada@example.com', country: 'DE', externalId: 'ext-1', expiresInHours: 1 },
    { actor: 'admin:1', requestId: 'invite-1' },
  )
  if (invited.outcome !== 'invited') throw new Error(invited.outcome)
  const { client, token, linkSecret } = invited
  const ids = { clientId: client.id, tokenId: token.id }
  const [state, refreshState] = [secrets.mintState(), secrets.mintState()]
  const { intent } = await repositories.tokens.openIntent(client.id)
  await repositories.tokens.recordFailure(
    {
      ...ids,
      failure: { operation: 'create_account', outcome: 'refused', code: 'x' },
      intentChange: { intent: intent as OpenIntent, to: 'settle' },
    },
    act,
  )
  const created = createdAccount('acct_1')
  const refreshUntil = new Date(later)
  const states = { stateHash: state.hash, refreshHash: refreshState.hash, refreshUntil }
  const link = { accountId: 'acct_1', created, ...states, linkExpiresAt: new Date(later) }
  await repositories.tokens.recordLink({ ...ids, ...link }, act)

  const dump = await everything(db)
  t.match(dump, 'ada@example.com', 'the dump has what is stored')
  t.match(
    dump,
    Buffer.from(secrets.hashLinkSecret(linkSecret) ?? []).toString('hex'),
    'and the hash of the link secret',
  )
  for (const [what, secret] of Object.entries({
    'link secret': linkSecret,
    state: state.secret,
    'refresh state': refreshState.secret,
  })) {
    // Neither the whole nor its random part, as it is or as bytes in some encoding.
    const random = secret.replace(/^obt_/, '').slice(0, 43)
    const bytes = Buffer.from(random, 'base64url')
    for (const form of [random, bytes.toString('hex'), Buffer.from(random).toString('hex'), bytes.toString('base64')]) {
      t.notOk(dump.includes(form), `${what} as ${form.length} characters`)
    }
  }
  const audit = await db.query<{ row: string }>('select audit_events::text as row from audit_events')
  t.notMatch(
    audit.rows.map(({ row }) => row).join('\n'),
    /\bada\b|example/i,
    'and the audit trail has no personal data',
  )
})

async function connect(t: Test, url: string): Promise<pg.Client> {
  const db = new pg.Client({ connectionString: url })
  await db.connect()
  t.teardown(() => db.end())
  return db
}

async function open(t: Test): Promise<pg.Client> {
  return connect(t, (await testDatabase(t)).url)
}

function repositoriesOn(t: Test, url: string) {
  const db = openDatabase({ databaseUrl: url, log: { warn: () => {}, error: () => {} } })
  t.teardown(() => db.destroy())
  const noMail = async () => {}
  return {
    clients: postgresClientRepository(db, noMail),
    tokens: postgresTokenRepository(db, { enqueueLinkMail: noMail, enqueueNotice: noMail }),
  }
}

async function invite({ clients }: ReturnType<typeof repositoriesOn>, act: Act, change: Partial<NewToken> = {}) {
  const client = { id: randomUUID(), name: 'Ada', email: `${randomUUID()}@example.com` }
  const invited = await clients.invite(
    client,
    { id: randomUUID(), lifetimeMs: 60_000, secretHash: hash(), ...change },
    act,
  )
  if (invited.outcome !== 'invited') throw new Error(invited.outcome)
  return invited
}

function createdAccount(accountId: string): CreatedAccount {
  return {
    generation: 1,
    snapshot: {
      accountId,
      fetchedAt: new Date(at),
      detailsSubmitted: false,
      chargesEnabled: false,
      payoutsEnabled: false,
      requirements: { currentlyDue: [], pastDue: [], pendingVerification: [], errors: [] },
    },
  }
}

/** Sets what this process takes for the time, until the test ends. */
function setClock(t: Test, offsetMs: number): void {
  const RealDate = Date
  const now = () => RealDate.now() + offsetMs
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given: []) => Reflect.construct(target, given.length === 0 ? [now()] : given),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
  t.teardown(() => {
    globalThis.Date = RealDate
  })
}

const hash = (): Buffer => createHash('sha256').update(randomUUID()).digest()
const states = () => ({ stateHash: hash(), refreshHash: hash(), refreshUntil: new Date(later) })

async function insert(db: pg.Client, table: string, row: Row): Promise<void> {
  const names = Object.keys(row)
  const places = names.map((_, n) => `$${n + 1}`)
  await db.query(`insert into ${table} (${names.join()}) values (${places.join()})`, Object.values(row))
}

async function client(db: pg.Client): Promise<string> {
  const id = randomUUID()
  await insert(db, 'clients', { id, name: 'Ada', email: `${id}@example.com` })
  return id
}

const endings = { completed: { completed_at: at }, revoked: { revoked_at: at, revoke_reason: 'operator' } }

async function token(db: pg.Client, clientId: string, status: TokenStatus, change: Row = {}): Promise<string> {
  const id = randomUUID()
  const own: Record<TokenStatus, Row> = { pending: {}, in_progress: { started_at: at }, ...endings }
  const issued = { id, client_id: clientId, purpose: 'onboarding', status, issued_at: at, expires_at: later }
  await insert(db, 'onboarding_tokens', { ...issued, ...own[status], ...change })
  return id
}

async function end(db: pg.Client, id: string, to: 'completed' | 'revoked'): Promise<void> {
  const set = { completed: `completed_at = now()`, revoked: `revoked_at = now(), revoke_reason = 'operator'` }[to]
  await db.query(`update onboarding_tokens set status = '${to}', ${set} where id = $1`, [id])
}

/** Waits until somebody waits for a lock that this session holds. */
async function blocked(holder: pg.Client): Promise<void> {
  const sql = `select from pg_stat_activity
               where datname = current_database() and pg_backend_pid() = any (pg_blocking_pids(pid))`
  while ((await holder.query(sql)).rowCount === 0) await sleep(5)
}

/** Every row of every table as text. */
async function everything(db: pg.Client): Promise<string> {
  const tables = await db.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const dump: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await db.query<{ row: string }>(`select ${name}::text as row from ${name}`)
    dump.push(...rows.map(({ row }) => row))
  }
  return dump.join('\n')
}

/** Columns, constraints, indexes and triggers. */
async function shape(db: pg.Client): Promise<unknown[]> {
  const queries = [
    `select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
     where table_schema = 'public' order by 1, 2`,
    `select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
     where connamespace = 'public'::regnamespace order by 1, 2`,
    `select indexdef from pg_indexes where schemaname = 'public' order by 1`,
    `select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1`,
    `select name from kysely_migration order by 1`,
  ]
  const all = []
  for (const query of queries) all.push((await db.query(query)).rows)
  return all
}
