import t, { type Test } from 'tap'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import type { OpenIntent } from '../../src/domain/account-intent.ts'
import { decideAccountRefreshed } from '../../src/domain/decide-account.ts'
import { decideChange, decideErasure } from '../../src/domain/decide-client.ts'
import { decideLinkCreated, decideProviderFailed } from '../../src/domain/decide-link.ts'
import { decideIssue, decideRevocation } from '../../src/domain/decide-token.ts'
import { openingRefusal } from '../../src/domain/onboarding-token.ts'
import { tokenOf, type Decision, type Onboarding } from '../../src/domain/onboarding.ts'
import { inviteClient } from '../../src/usecases/clients/invite-client.ts'
import {
  after,
  client,
  committed,
  createdAccount,
  failure,
  hash,
  invited,
  newLink,
  newToken,
  opened,
  platform,
  snapshotOf,
  staff,
  stored,
} from '../contract/fixtures.ts'
import { testDatabase } from '../support/database.ts'
import { postgresPorts } from '../support/postgres-ports.ts'
import { blocked, rawConnection } from '../support/raw-rows.ts'
import { openIntent } from '../support/open-intent.ts'
import { PROFILES } from '../support/terms.ts'

/** The repository as the service has it, and a connection beside it. */
async function open(t: Test) {
  const { url } = await testDatabase(t)
  return { ...postgresPorts(t, url), db: await rawConnection(t, url) }
}

t.test('a save that waits for an onboarding holds no other row yet, so that no two can deadlock', async (t) => {
  const { tokens, db: holder } = await open(t)
  type Decide = (state: Onboarding, now: Date) => Decision<unknown>
  const deeds: Record<string, (ids: { tokenId: string; intent: OpenIntent; accountId: string }) => Decide> = {
    'an intent': () => openIntent,
    'a link with its account': ({ tokenId }) => {
      const created = createdAccount()
      const link = newLink(created.snapshot.accountId)
      return (state, now) => decideLinkCreated(state, now, { tokenId, created, link })
    },
    'a failure':
      ({ tokenId }) =>
      (state) =>
        decideProviderFailed(state, { tokenId, failure }),
    'a failure with an account':
      ({ tokenId }) =>
      (state) =>
        decideProviderFailed(state, { tokenId, failure, created: createdAccount() }),
    'a failure that settles':
      ({ tokenId, intent }) =>
      (state) =>
        decideProviderFailed(state, { tokenId, failure, intentChange: { intent, to: 'settle' } }),
    'a failure that closes':
      ({ tokenId, intent }) =>
      (state) =>
        decideProviderFailed(state, { tokenId, failure, intentChange: { intent, to: 'close' } }),
    'a new token': () => (state) => decideIssue(state, newToken()),
    'a revocation':
      ({ tokenId }) =>
      (state, now) =>
        decideRevocation(state, now, { tokenId, reason: 'operator' }),
    'a change': () => (state) => decideChange(state, { name: 'Grace', email: `${hash().toString('hex')}@example.com` }),
  }
  const withAccount: typeof deeds = {
    'a snapshot':
      ({ accountId }) =>
      (state, now) =>
        decideAccountRefreshed(state, { snapshot: snapshotOf(after(now), { accountId, submitted: true }) }),
    'an erasure': () => decideErasure,
  }
  const TABLES = ['clients', 'account_intents', 'onboarding_tokens', 'accounts']
  for (const [what, deed] of Object.entries({ ...deeds, ...withAccount })) {
    for (const underLock of [false, true]) {
      t.test(underLock ? `${what}, under the lock` : what, async (t) => {
        const { clientId, tokenId } = await invited({ tokens })
        const { intent } = (await committed({ tokens }, { clientId }, openIntent)).loaded.state
        const accountId = what in withAccount ? (await opened({ tokens }, { clientId, tokenId })).accountId : ''
        const loaded = await stored({ tokens }, clientId)
        const decide = deed({ tokenId, intent: intent as OpenIntent, accountId })
        const { events, notAfter } = decide(loaded.state, loaded.now)
        t.ok(events.length)

        await holder.query('begin')
        await holder.query('select from onboardings where client_id = $1 for no key update', [clientId])
        const waiting = underLock
          ? tokens.saveLocked(loaded, decide, { actor: client })
          : tokens.save(loaded, events, { actor: client, notAfter })
        await blocked(holder)
        for (const table of TABLES) {
          await holder.query('savepoint look')
          const key = table === 'clients' ? 'id' : 'client_id'
          const look = holder.query(`select from ${table} where ${key} = $1 for update nowait`, [clientId])
          await t.resolves(look, table)
          await holder.query('rollback to savepoint look')
        }
        await holder.query('rollback')
        const result = await waiting
        t.equal('saved' in result ? result.saved.outcome : result.outcome, 'saved')
      })
    }
  }
})

t.test('the parameters that are frozen are those of a change that was under way', async (t) => {
  const { tokens, db: holder } = await open(t)
  const given = await invited({ tokens })
  const { clientId } = given
  await holder.query('begin')
  await holder.query('update onboardings set version = version + 1 where client_id = $1', [clientId])
  const waiting = committed({ tokens }, given, openIntent)
  await blocked(holder)
  await holder.query(`update clients set country = 'FR' where id = $1`, [clientId])
  await holder.query('commit')
  t.match((await waiting).loaded.state.intent, { parameters: { country: 'FR' }, tries: 1 })
  t.match((await stored({ tokens }, clientId)).state.intent, { parameters: { country: 'FR' } })
})

t.test("the application's clock decides nothing", async (t) => {
  const { tokens } = await open(t)
  const yearMs = 366 * 24 * 3_600_000
  for (const [how, offsetMs] of Object.entries({ fast: yearMs, slow: -yearMs })) {
    t.test(`a clock that is a year ${how}`, async (t) => {
      setClock(t, offsetMs)
      const alive = await invited({ tokens })
      const [token] = alive.loaded.state.tokens
      t.ok(token && Math.abs(alive.loaded.now.getTime() - token.issuedAt.getTime()) < 10_000)
      const found = await tokens.load({ secretHash: alive.secretHash })
      t.equal(found && openingRefusal(tokenOf(found.state, found.tokenId), found.now), undefined)
      const linkOf = async ({ clientId, tokenId }: typeof alive) => {
        const created = createdAccount()
        const link = newLink(created.snapshot.accountId, { linkExpiresAt: after(alive.loaded.now, 300_000) })
        const { result } = await committed({ tokens }, { clientId }, (state, now) =>
          decideLinkCreated(state, now, { tokenId, created, link }),
        )
        return result.outcome
      }
      t.equal(await linkOf(alive), 'recorded')
      const expired = await invited({ tokens }, { token: { lifetimeMs: 1 } })
      while ((await stored({ tokens }, expired.clientId)).now <= after(expired.loaded.now, 1));
      t.equal(await linkOf(expired), 'refused')

      const { loaded } = await committed({ tokens }, await invited({ tokens }), openIntent)
      const { openedAt } = loaded.state.intent as OpenIntent
      t.ok(Math.abs(loaded.now.getTime() - openedAt.getTime()) < 10_000, 'an intent is as old as the database says')
    })
  }
})

t.test('every link that was handed out leaves its attempt, and one that was refused leaves none', async (t) => {
  const { tokens, db } = await open(t)
  const given = await invited({ tokens })
  const { tokenId } = given
  const first = await opened({ tokens }, given)
  const { accountId, linkExpiresAt } = first
  const second = await opened({ tokens }, given, {}, { linkExpiresAt })
  const created = createdAccount()
  for (const link of [newLink('acct_other'), newLink(created.snapshot.accountId)]) {
    await committed({ tokens }, given, (state, now) => decideLinkCreated(state, now, { tokenId, created, link }))
  }
  await committed({ tokens }, given, (state, now) => decideRevocation(state, now, { tokenId, reason: 'operator' }))
  const late = { tokenId, link: newLink(accountId) }
  await committed({ tokens }, given, (state, now) => decideLinkCreated(state, now, late))
  const { rows } = await db.query(
    'select state_hash, token_id, account_id, link_expires_at, platform_id from link_attempts order by created_at',
  )
  const row = { token_id: tokenId, account_id: accountId, link_expires_at: linkExpiresAt, platform_id: platform }
  t.strictSame(
    rows.map(({ state_hash, ...rest }) => ({ state_hash: state_hash.toString('hex'), ...rest })),
    [first, second].map(({ stateHash }) => ({ state_hash: Buffer.from(stateHash).toString('hex'), ...row })),
  )
  const audit = await db.query(`select distinct client_id, platform_id from audit_events`)
  t.same(audit.rows, [{ client_id: given.clientId, platform_id: platform }])
})

t.test('nothing in the database contains a secret: neither the link secret nor a state', async (t) => {
  const { tokens, db } = await open(t)
  const secrets = cryptoSecrets()
  const invitation = { name: 'Ada', email: 'ada@example.com', country: 'DE', externalId: 'ext-1', expiresInHours: 1 }
  const invite = inviteClient({
    tokens,
    secrets,
    returnOrigins: [],
    profiles: PROFILES,
    isRepeatedTooOften: async () => false,
  })
  const answer = await invite(invitation, staff)
  if (answer.outcome !== 'invited') throw new Error(answer.outcome)
  const { client: ada, token, linkSecret } = answer
  const ids = { clientId: ada.id, tokenId: token.id }
  const [state, refreshState] = [secrets.mintState(), secrets.mintState()]
  const { intent } = (await committed({ tokens }, ids, openIntent)).loaded.state
  const intentChange = { intent: intent as OpenIntent, to: 'settle' } as const
  await committed({ tokens }, ids, (at) =>
    decideProviderFailed(at, { tokenId: token.id, failure: { ...failure, outcome: 'refused' }, intentChange }),
  )
  await opened({ tokens }, ids, {}, { stateHash: state.hash, refreshHash: refreshState.hash })

  const dump = await everything(db)
  t.match(dump, 'ada@example.com', 'the dump has what is stored')
  const stateHash = Buffer.from(secrets.hashLinkSecret(linkSecret) ?? []).toString('hex')
  t.match(dump, stateHash, 'and the hash of the link secret')
  t.match(dump, Buffer.from(state.hash).toString('hex'), 'and that of a state')
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
  const trail = audit.rows.map(({ row }) => row).join('\n')
  t.notMatch(trail, /\bada\b|example/i, 'and the audit trail has no personal data')
})

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

/** Every row of every table as text. */
async function everything(db: Awaited<ReturnType<typeof rawConnection>>): Promise<string> {
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
