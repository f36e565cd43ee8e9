import { randomUUID } from 'node:crypto'
import t from 'tap'
import {
  accountRow,
  at,
  clientRow,
  hash,
  insert,
  later,
  onboardingRow,
  rawClient,
  rawConnection,
  rawToken,
  REFUSED,
  tokenRow,
  type Row,
} from '../support/raw-rows.ts'

const { check, value, notNull, unique, foreignKey } = REFUSED

t.test('rows that the domain does not know are refused', async (t) => {
  const db = await rawConnection(t)
  const clientId = await rawClient(db)
  const tokenId = await rawToken(db, await rawClient(db), 'pending')
  await insert(db, 'accounts', accountRow('acct_stored', await rawClient(db)))
  const bare = onboardingRow()
  await insert(db, 'onboardings', bare)
  const client = (change: Row) => clientRow(String(bare['client_id']), change)
  const token = (change: Row) => tokenRow(clientId, change)
  const account = (change: Row) => accountRow('acct_1', clientId, change)
  const intent = (change: Row) => ({
    client_id: clientId,
    generation: 1,
    status: 'open',
    parameters: '{}',
    terms: '{}',
    tries: 1,
    opened_at: at,
    ...change,
  })
  const attempt = (change: Row) => ({
    state_hash: hash(),
    token_id: tokenId,
    account_id: 'acct_stored',
    link_expires_at: later,
    created_at: at,
    refresh_hash: hash(),
    refresh_until: later,
    ...change,
  })
  const secret = (change: Row) => ({ hash: hash(), token_id: tokenId, created_at: at, ...change })
  const stopSecret = (change: Row) => ({ ...secret(change), client_id: clientId, ...change })
  const key = (change: Row) => ({
    actor: 'admin:1',
    key_hash: hash(),
    fingerprint: hash(),
    client_id: clientId,
    token_id: tokenId,
    created_at: at,
    ...change,
  })
  const event = (change: Row) => ({ id: `evt_${randomUUID()}`, type: 'account.updated', created_at: at, ...change })
  const error = '{"code":"timeout"}'
  const revoked = { status: 'revoked', revoked_at: at, revoke_reason: 'operator' }
  const completed = { status: 'completed', completed_at: at }
  const started = { started_at: at, links_until: later }
  const settling = { status: 'settling', settling_since: at }

  const refused: Record<string, readonly [what: string, row: Row, code: string][]> = {
    onboardings: [
      ['version 0', onboardingRow({ version: 0 }), check],
      ['an unknown status', onboardingRow({ status: 'expired' }), value],
      ['an unknown readiness', onboardingRow({ readiness: 'ready' }), value],
      ['an unknown next action', onboardingRow({ next_action: 'wait' }), value],
      ['no latest token', onboardingRow({ latest_token_id: null }), notNull],
      ['no expiry of its token', onboardingRow({ token_expires_at: null }), notNull],
      ['no since', onboardingRow({ since: null }), notNull],
      ['an unknown platform', onboardingRow({ platform_id: 'another' }), foreignKey],
    ],
    clients: [
      ['no onboarding', clientRow(randomUUID()), foreignKey],
      ['no name', client({ name: '' }), check],
      ['an endless name', client({ name: 'a'.repeat(201) }), check],
      ['an email of two characters', client({ email: 'a@' }), check],
      ['an endless email', client({ email: `${'a'.repeat(254)}@` }), check],
      ['a country in lower case', client({ country: 'de' }), check],
      ['a country of three letters', client({ country: 'DEU' }), check],
      ['an empty external id', client({ external_id: '' }), check],
      ['an endless external id', client({ external_id: 'a'.repeat(201) }), check],
    ],
    onboarding_tokens: [
      ['no client', token({ client_id: randomUUID() }), foreignKey],
      ['number 0', token({ number: 0 }), check],
      ['an unknown purpose', token({ purpose: 'login' }), value],
      ['an unknown issuer', token({ issued_by: 'somebody' }), value],
      ['status expired', token({ status: 'expired' }), value],
      ['status failed', token({ status: 'failed' }), value],
      ['no status', token({ status: null }), notNull],
      ['no expiry', token({ expires_at: null }), notNull],
      ['an expiry at its issue', token({ expires_at: at }), check],
      ['pending with a start', token(started), check],
      ['pending with a revocation', token({ ...revoked, status: 'pending' }), check],
      ['pending with a completion', token({ completed_at: at }), check],
      ['in progress without a start', token({ status: 'in_progress' }), check],
      ['a start without an end of its links', token({ status: 'in_progress', started_at: at }), check],
      ['an end of its links without a start', token({ links_until: later }), check],
      ['completed without an instant', token({ status: 'completed' }), check],
      ['completed and revoked', token({ ...revoked, ...completed }), check],
      ['revoked and completed', token({ ...completed, ...revoked }), check],
      ['revoked without an instant', token({ ...revoked, revoked_at: null }), check],
      ['revoked without a reason', token({ ...revoked, revoke_reason: null }), check],
      ['revoked for an unknown reason', token({ ...revoked, revoke_reason: 'x' }), value],
      ['a reason without a revocation', token({ revoke_reason: 'operator' }), check],
      ['less than no attempts', token({ attempts: -1, last_error: error }), check],
      ['an error without attempts', token({ last_error: error }), check],
      ['five browsers', token({ browsers: ['a', 'b', 'c', 'd', 'e'] }), check],
      ['no list of browsers', token({ browsers: null }), notNull],
    ],
    token_secrets: [
      ['no token', secret({ token_id: randomUUID() }), foreignKey],
      ['a hash that is no SHA-256', secret({ hash: Buffer.alloc(31) }), check],
    ],
    stop_secrets: [
      ['no client', stopSecret({ client_id: randomUUID() }), foreignKey],
      ['no token', stopSecret({ token_id: randomUUID() }), foreignKey],
      ['a hash that is no SHA-256', stopSecret({ hash: Buffer.alloc(31) }), check],
    ],
    account_intents: [
      ['generation 0', intent({ generation: 0 }), check],
      ['an unknown status', intent({ status: 'unknown' }), value],
      ['open without parameters', intent({ parameters: null, terms: null }), check],
      ['open without terms', intent({ terms: null }), check],
      ['terms without parameters', intent({ status: 'closed', parameters: null, opened_at: null }), check],
      ['open without an age', intent({ opened_at: null }), check],
      ['open and settling', intent({ settling_since: at }), check],
      ['settling without a begin', intent({ status: 'settling' }), check],
      ['settling without parameters', intent({ ...settling, parameters: null, terms: null }), check],
      ['closed with parameters', intent({ status: 'closed', opened_at: null }), check],
      ['closed with an age', intent({ status: 'closed', parameters: null, terms: null }), check],
      ['done with parameters', intent({ status: 'done', opened_at: null }), check],
      ['barred with parameters', intent({ status: 'barred', opened_at: null }), check],
      ['less than no tries', intent({ tries: -1 }), check],
    ],
    accounts: [
      ['no client', account({ client_id: randomUUID() }), foreignKey],
      ['no id', account({ id: '' }), check],
      ['generation 0', account({ generation: 0 }), check],
      ['no snapshot', account({ snapshot: null }), notNull],
      ['no terms', account({ terms: null }), notNull],
    ],
    link_attempts: [
      ['no account', attempt({ account_id: null }), notNull],
      ['no token', attempt({ token_id: null }), notNull],
      ['a return state that is no SHA-256', attempt({ state_hash: Buffer.from('short') }), check],
      ['a refresh state that is no SHA-256', attempt({ refresh_hash: Buffer.from('short') }), check],
      ['no refresh state', attempt({ refresh_hash: null }), notNull],
      ['no end of its refreshes', attempt({ refresh_until: null }), notNull],
    ],
    idempotency_keys: [
      ['a key that is no SHA-256', key({ key_hash: Buffer.alloc(31) }), check],
      ['a fingerprint that is no SHA-256', key({ fingerprint: Buffer.alloc(33) }), check],
      ['no client', key({ client_id: randomUUID() }), foreignKey],
      ['no token', key({ token_id: randomUUID() }), foreignKey],
    ],
    provider_events: [
      ['an endless id', event({ id: 'e'.repeat(256) }), check],
      ['an endless type', event({ type: 't'.repeat(256) }), check],
      ['an unknown outcome', event({ processed_at: at, outcome: 'lost' }), check],
      ['processed without an outcome', event({ processed_at: at }), check],
      ['an outcome without an instant', event({ outcome: 'processed' }), check],
    ],
  }
  for (const [table, rows] of Object.entries(refused)) {
    t.test(table, async (t) => {
      for (const [what, row, code] of rows) await t.rejects(insert(db, table, row), { code }, what)
    })
  }

  t.test('and the same rows without the fault are taken', async (t) => {
    await insert(db, 'clients', client({ country: 'DE', external_id: 'x' }))
    await insert(db, 'onboarding_tokens', token({ attempts: 1, last_error: error, browsers: ['a', 'b', 'c', 'd'] }))
    await insert(db, 'onboarding_tokens', token({ ...completed, ...started }))
    await insert(db, 'onboarding_tokens', token(revoked))
    await insert(db, 'token_secrets', secret({}))
    await insert(db, 'stop_secrets', stopSecret({}))
    await insert(db, 'account_intents', intent(settling))
    await insert(db, 'accounts', account({}))
    await insert(db, 'link_attempts', attempt({ refresh_used_at: at }))
    await insert(db, 'idempotency_keys', key({}))
    await insert(db, 'provider_events', event({ processed_at: at, outcome: 'ignored' }))
    t.pass('none was refused')
  })
})

t.test('a client has at most one open token', async (t) => {
  const db = await rawConnection(t)
  const endings = {
    completed: `status = 'completed', completed_at = now()`,
    revoked: `status = 'revoked', revoked_at = now(), revoke_reason = 'operator'`,
  }
  for (const first of ['pending', 'in_progress'] as const) {
    for (const second of ['pending', 'in_progress'] as const) {
      for (const [end, set] of Object.entries(endings)) {
        t.test(`${second} beside ${first} is refused until that is ${end}`, async (t) => {
          const clientId = await rawClient(db)
          const id = await rawToken(db, clientId, first)
          await t.rejects(rawToken(db, clientId, second), {
            code: unique,
            constraint: 'onboarding_tokens_one_open_per_client',
          })
          await db.query(`update onboarding_tokens set ${set} where id = $1`, [id])
          await t.resolves(rawToken(db, clientId, second))
        })
      }
    }
  }

  t.test('expiry does not make room: an expired token is still open', async (t) => {
    const clientId = await rawClient(db)
    const past = { issued_at: '2020-01-01T00:00:00Z', expires_at: '2020-01-02T00:00:00Z' }
    await rawToken(db, clientId, 'pending', past)
    await t.rejects(rawToken(db, clientId, 'pending'), { code: unique })
  })

  t.test('any number may have ended, each under a number of its own', async (t) => {
    const clientId = await rawClient(db)
    for (const status of ['completed', 'revoked', 'completed', 'revoked'] as const) await rawToken(db, clientId, status)
    await rawToken(db, clientId, 'pending', { number: 1000 })
    await t.rejects(rawToken(db, clientId, 'revoked', { number: 1000 }), { code: unique })
  })
})

t.test('a client has at most one attached account, and an account belongs to one client', async (t) => {
  const db = await rawConnection(t)
  const [one, other] = [await rawClient(db), await rawClient(db)]
  const account = (id: string, clientId: string) => insert(db, 'accounts', accountRow(id, clientId))
  await account('acct_1', one)
  await t.rejects(account('acct_2', one), { code: unique })
  await t.rejects(account('acct_1', other), { code: unique })
  await db.query(`update accounts set detached_at = now() where id = 'acct_1'`)
  await account('acct_2', one)
  await t.rejects(account('acct_1', one), { code: unique }, 'a detached one does not come back beside another')
  await account('acct_1', other)
  await t.rejects(
    db.query(`update accounts set detached_at = null where client_id = $1 and id = 'acct_1'`, [one]),
    { message: /written once/ },
    'it is another client that has it now',
  )
})

t.test('a platform has each external id once, and each email once for clients without one', async (t) => {
  const db = await rawConnection(t)
  const client = async (change: Row) => {
    const row = onboardingRow()
    await insert(db, 'onboardings', row)
    await insert(db, 'clients', clientRow(String(row['client_id']), change))
  }
  await client({ email: 'ada@example.com' })
  await client({ email: 'ada@example.com', external_id: 'crm-1' })
  await client({ email: 'Ada@example.com', external_id: 'crm-2' })
  await t.rejects(client({ email: 'ADA@example.com' }), { code: unique, constraint: 'clients_email_key' })
  await t.rejects(client({ external_id: 'crm-1' }), { code: unique, constraint: 'clients_external_id_key' })
  await client({ external_id: 'CRM-1' })
})

t.test('a refresh state belongs to one attempt', async (t) => {
  const db = await rawConnection(t)
  const clientId = await rawClient(db)
  const tokenId = await rawToken(db, clientId, 'in_progress')
  await insert(db, 'accounts', accountRow('acct_1', clientId))
  const row = { token_id: tokenId, account_id: 'acct_1', link_expires_at: later, created_at: at, refresh_until: later }
  const refresh_hash = hash()
  await insert(db, 'link_attempts', { ...row, state_hash: hash(), refresh_hash })
  await t.rejects(insert(db, 'link_attempts', { ...row, state_hash: hash(), refresh_hash }), { code: unique })
})
