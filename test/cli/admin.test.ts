import t from 'tap'
import { giveUp } from '../support/dead-jobs.ts'
import { existingAccount } from '../support/existing-account.ts'
import { shell } from '../support/staff-shell.ts'

const NOBODY = '3fa85f64-5717-4562-b3fc-2c963f66afa6'
const NO_KEY = '000000000000'

t.test('a client is shown to people as a table, to programs as the API shows it', async (t) => {
  const { admin, json, opened, show } = await shell(t)
  const { clientId, email, accountId, tokenId } = await opened()
  const { code, stdout, stderr } = await admin(['clients', 'show', clientId])
  t.equal(code, 0)
  t.equal(stderr, '')
  for (const word of [clientId, 'Ada Lovelace', email, accountId, tokenId, 'in_progress']) t.ok(stdout.includes(word))
  t.match(stdout, /ask \d+ .*A bank account that payouts can go to \(overdue\)/, 'what Stripe needs, in words')
  t.same((await json(['clients', 'show', clientId])).body, await show(clientId))

  const nobody = await admin(['clients', 'show', NOBODY, '--json'])
  t.equal(nobody.code, 3)
  t.equal(nobody.stdout, '')
  t.match(nobody.stderr, /There is no client with this id/)
})

t.test(
  'a client is invited, its link is printed once, and a second client with its email or id is refused',
  async (t) => {
    const { admin, json, open, actors, db } = await shell(t)
    const ada = ['--name', ' Ada Lovelace ', '--email', 'ada@example.com', '--country', 'DE', '--external-id', 'crm-7']
    const own = ['--metadata', 'plan=pro', '--metadata', 'tier=1']
    const { code, body, stderr } = await json(['clients', 'invite', ...ada, ...own, '--expires-in-hours', '1'])
    t.equal(code, 0)
    const { client, onboarding } = body
    const { id, createdAt, ...rest } = client
    const known = { name: 'Ada Lovelace', email: 'ada@example.com', country: 'DE', externalId: 'crm-7' }
    t.same(rest, {
      ...known,
      profile: null,
      termsAccepted: null,
      prefill: null,
      locale: null,
      returnUrl: null,
      metadata: { plan: 'pro', tier: '1' },
      reminders: 'on',
    })
    t.match({ id, createdAt }, { id: String, createdAt: String })
    t.ok(Date.parse(onboarding.expiresAt) <= Date.now() + 3_601_000)
    t.match(onboarding.url, /^http:\/\/localhost:4242\/onboard#token=obt_/)
    t.notMatch(stderr, /obt_/)
    t.equal((await open(onboarding.token)).status, 200)
    t.match((await actors(client.id))[0], { type: 'token_issued', actor: 'admin:cli' })
    const { rows } = await db.query('select * from token_secrets')
    t.notOk(JSON.stringify(rows).includes(onboarding.token))

    const sameId = await admin([
      'clients',
      'invite',
      '--name',
      'Bob',
      '--email',
      'bob@example.com',
      '--external-id',
      'crm-7',
    ])
    t.equal(sameId.code, 3)
    t.match(sameId.stderr, /A client with this external id already exists/)

    const wrong = ['--name', '', '--email', 'nobody', '--country', 'Germania', '--expires-in-hours', '0']
    const refused = await admin(['clients', 'invite', ...wrong])
    t.equal(refused.code, 2)
    for (const option of ['--name', '--email', '--country', '--expires-in-hours'])
      t.match(refused.stderr, `error: ${option} `)

    const forPeople = await admin(['clients', 'invite', '--name', 'Bob', '--email', 'bob@example.com'])
    const [bob] = (await json(['clients', 'list', '--q', 'bob@example.com'])).body.data
    const again = await admin(['clients', 'invite', '--name', 'Bob', '--email', 'BOB@example.com'])
    t.equal(again.code, 3)
    t.equal(again.stdout, '')
    t.match(
      again.stderr,
      new RegExp(`A client with this email address and no external id already exists: ${bob.client.id}`),
    )
    t.match(forPeople.stdout, /link +│ http:\S+obt_/)
    t.match(forPeople.stderr, /send it to the client/)
  },
)

t.test('a client is invited with the name of a profile, which is shown with what is known of it', async (t) => {
  const { admin, json, invite } = await shell(t)
  const grace = ['--name', 'Grace', '--email', 'grace@example.com', '--profile']
  const { code, body } = await json(['clients', 'invite', ...grace, 'default'])
  t.equal(code, 0)
  t.equal(body.client.profile, 'default')
  t.match((await admin(['clients', 'show', body.client.id])).stdout, /profile +│ default/)

  const refused = await admin(['clients', 'invite', ...grace, 'unknown'])
  t.equal(refused.code, 3)
  t.equal(refused.stdout, '')
  t.match(refused.stderr, /There is no account profile with this name: ACCOUNT_PROFILES/)

  const { clientId } = await invite({ prefill: { businessType: 'company', mcc: '5734' } })
  const { stdout } = await admin(['clients', 'show', clientId])
  t.match(stdout, /prefill businessType +│ company/)
  t.match(stdout, /prefill mcc +│ 5734/)
})

t.test('clients are listed newest first, filtered, a page at a time, as the API lists them', async (t) => {
  const { admin, json, invite, opened, call, adminKey } = await shell(t)
  const first = await opened()
  const second = await invite({ name: 'Grace Hopper', externalId: 'crm-9' })
  const third = await invite()
  const ids = async (args: string[]) => {
    const { body } = await json(['clients', 'list', ...args])
    return body.data.map(({ client }: { client: { id: string } }) => client.id)
  }
  t.same(await ids([]), [third.clientId, second.clientId, first.clientId])
  t.same(await ids(['--status', 'in_progress']), [first.clientId])
  t.same(await ids(['--readiness', 'none']), [third.clientId, second.clientId])
  t.same(await ids(['--q', 'hopper']), [second.clientId])

  const page = await json(['clients', 'list', '--limit', '2'])
  const answer = await call('GET', '/api/v1/clients?limit=2', undefined, { authorization: `Bearer ${adminKey}` })
  t.same(page.body, answer.body)
  t.match(page.stderr, `--cursor ${page.body.nextCursor}`)
  t.same(await ids(['--limit', '2', '--cursor', page.body.nextCursor]), [first.clientId])

  const { code, stdout, stderr } = await admin(['clients', 'list'])
  t.equal(code, 0)
  t.equal(stderr, '')
  t.match(stdout, /Grace Hopper.*pending.*none.*client/)
  for (const [args, hint] of [
    [['--status', 'done'], /Allowed choices are pending, in_progress, completed, revoked, expired/],
    [['--limit', '201'], /--limit must be a whole number from 1 to 200/],
    [['--q', 'ab'], /--q must contain three letters or digits in a row/],
    [['--cursor', 'x'], /--cursor must be the nextCursor of a page before/],
  ] as const) {
    const refused = await admin(['clients', 'list', ...args])
    t.equal(refused.code, 2)
    t.match(refused.stderr, hint)
  }
})

t.test('a client is synced, and when Stripe fails nothing is changed', async (t) => {
  const { admin, json, opened, simulator, show, actors } = await shell(t)
  const { clientId, accountId } = await opened()
  await simulator.setAccountState(accountId, { outcome: 'complete' })
  await simulator.faults.add({
    route: 'accounts.retrieve',
    times: 2,
    fault: { kind: 'error', status: 500, saved: false },
  })
  const failed = await admin(['sync', clientId])
  t.equal(failed.code, 1)
  t.match(failed.stderr, /could not be fetched from Stripe/)
  t.equal((await show(clientId)).account.readiness, 'onboarding')

  const { code, body } = await json(['sync', clientId])
  t.equal(code, 0)
  t.match(body, { account: { readiness: 'active' }, onboarding: { status: 'completed' } })
  t.match((await actors(clientId)).at(-1), { type: 'token_completed', actor: 'admin:cli' })
  t.equal((await admin(['sync', NOBODY])).code, 3)
})

t.test('an account that exists at Stripe is adopted', async (t) => {
  const { admin, json, invite, stripeUrl } = await shell(t)
  const { clientId } = await invite()
  const accountId = await existingAccount(stripeUrl, 'v2')
  const dry = await admin(['accounts', 'adopt', clientId, accountId, '--dry-run'])
  t.match(dry, { code: 0, stdout: new RegExp(accountId), stderr: /Nothing was changed/ })
  t.equal((await json(['clients', 'show', clientId])).body.account.id, null)
  const { code, body } = await json(['accounts', 'adopt', clientId, accountId])
  t.equal(code, 0)
  t.equal(body.account.id, accountId)
  const refused = await admin(['accounts', 'adopt', (await invite()).clientId, accountId])
  t.equal(refused.code, 3)
  t.match(refused.stderr, /Another client has this account/)
})

t.test('a token is extended, also after its expiry, and its link opens again', async (t) => {
  const { admin, json, invite, open, db, actors } = await shell(t)
  const { tokenId, token, clientId } = await invite()
  await db.query(
    `update onboarding_tokens set issued_at = now() - interval '2 days', expires_at = now() - interval '1 day' where id = $1`,
    [tokenId],
  )
  t.equal((await open(token)).status, 410)
  const extended = await json(['tokens', 'extend', tokenId, '--expires-in-hours', '2'])
  t.match(extended, { code: 0, body: { clientId, tokenId, status: 'pending' } })
  const inHours = (Date.parse(extended.body.expiresAt) - Date.now()) / 3_600_000
  t.ok(inHours > 1.9 && inHours <= 2, `${inHours} hours from now`)
  t.equal((await open(token)).status, 200)
  t.match((await actors(clientId)).slice(-2), [
    { type: 'token_extended', actor: 'admin:cli' },
    { type: 'link_created' },
  ])
  const again = await admin(['tokens', 'extend', tokenId, '--expires-in-hours', '1'])
  t.match(again.stdout, extended.body.expiresAt, 'it does not expire earlier')
  t.equal((await admin(['tokens', 'extend', NOBODY, '--expires-in-hours', '1'])).code, 3)
  t.equal((await admin(['tokens', 'extend', tokenId, '--expires-in-hours', '2161'])).code, 2)
})

t.test('a token can be revoked repeatedly, and a completed one cannot be revoked', async (t) => {
  const { admin, json, opened, open, invite, actors, simulator } = await shell(t)
  const { clientId, tokenId, token } = await opened()
  for (let times = 0; times < 2; times += 1) {
    const { code, body } = await json(['tokens', 'revoke', tokenId])
    t.equal(code, 0)
    t.match(body, { tokenId, status: 'revoked', linksOutstandingUntil: /^\d{4}-/ })
  }
  t.equal((await open(token)).status, 410)
  t.match((await actors(clientId)).at(-1), { type: 'token_revoked', actor: 'admin:cli' })
  t.equal((await admin(['tokens', 'extend', tokenId, '--expires-in-hours', '2'])).code, 3, 'nor is it extended')
  const untouched = await admin(['tokens', 'revoke', (await invite()).tokenId])
  t.match(untouched.stdout, /revoked[\s\S]*none is/)

  const done = await opened()
  await simulator.setAccountState(done.accountId, { outcome: 'complete' })
  await admin(['sync', done.clientId])
  t.equal((await admin(['tokens', 'revoke', done.tokenId])).code, 3)
  const nobody = await admin(['tokens', 'revoke', NOBODY])
  t.equal(nobody.code, 3)
  t.match(nobody.stderr, /There is no token with this id/)
})

t.test(
  'a key is created, shown once, used, listed without its secret, and refused as soon as it is revoked',
  async (t) => {
    const { admin, json, call, db } = await shell(t)
    const made = await json([
      'keys',
      'create',
      '--name',
      'console',
      '--scope',
      'clients:read',
      '--expires-in-days',
      '7',
    ])
    t.equal(made.code, 0)
    t.match(made.body, { name: 'console', scopes: ['clients:read'], id: String, key: String })
    t.match(made.stderr, /shown only now/)
    const { id, key, createdAt, expiresAt } = made.body
    t.equal(Date.parse(expiresAt) - Date.parse(createdAt), 7 * 24 * 3_600_000)
    const use = async () =>
      (await call('GET', `/api/v1/clients/${NOBODY}`, undefined, { authorization: `Bearer ${key}` })).status
    t.equal(await use(), 404, 'it lets in')

    const listed = await admin(['keys', 'list'])
    t.match(listed.stdout, new RegExp(`${id}.*console.*clients:read.*live`))
    t.notOk(listed.stdout.includes(key))
    t.match((await json(['keys', 'list'])).body, [{ id, status: 'live', lastUsedAt: String }])

    t.match((await json(['keys', 'revoke', id])).body, { id, status: 'revoked' })
    t.equal(await use(), 401, 'the next request with it is refused')
    t.match((await json(['keys', 'list'])).body, [{ id, status: 'revoked' }])
    t.equal((await admin(['keys', 'revoke', NO_KEY])).code, 3)
    t.equal((await admin(['keys', 'create', '--name', ' ', '--scope', 'read'])).code, 2)

    const { rows } = await db.query('select * from api_keys')
    t.notOk(JSON.stringify(rows).includes(key))
  },
)

t.test('the output of keys create for a terminal lists the scopes and the next steps', async (t) => {
  const { admin } = await shell(t)
  const { stdout, stderr } = await admin([
    'keys',
    'create',
    '--name',
    'crm',
    '--scope',
    'clients:write',
    'tokens:write',
  ])
  t.match(stdout, /key +│ obk_\S+/)
  t.match(stdout, /clients:write tokens:write/)
  t.match(stderr, /Authorization: Bearer/)
  t.match(stderr, /admin keys revoke [0-9a-f]{12}/)
  t.notMatch(stderr, /obk_/, 'the key is on stdout alone')
})

t.test('failed events are queued again, all or one', async (t) => {
  const { admin, json, db } = await shell(t)
  for (const id of ['evt_one', 'evt_two', 'evt_three']) {
    await db.query(
      `insert into provider_events (id, type, account_id, created_at, last_error)
       values ($1, 'account.updated', 'acct_unknown', now(), 'unknown_account')`,
      [id],
    )
    await giveUp(db, { kind: 'provider_event', subject: { eventId: id }, reason: 'unknown_account' })
  }
  const queued = async () => {
    const { rows } = await db.query(`select data ->> 'eventId' as id from pgboss.job where name = 'provider-event'`)
    return rows.map(({ id }) => id as string).toSorted()
  }
  t.same((await json(['events', 'replay', 'evt_one'])).body, { replayed: 1 })
  t.same(await queued(), ['evt_one'])
  const all = await admin(['events', 'replay'])
  t.equal(all.stdout, '2 events were queued again.\n', 'one that waits in the queue is not given up')
  t.same(await queued(), ['evt_one', 'evt_three', 'evt_two'])
  const none = await admin(['events', 'replay', 'evt_nobody'])
  t.equal(none.code, 3)
  t.match(none.stderr, /No event with this id was given up/)
})

t.test('reconcile reports differences in a dry run without writing, and corrects them otherwise', async (t) => {
  const { admin, json, lines, opened, db, simulator, actors } = await shell(t)
  const [drifted, same] = [await opened(), await opened()]
  await simulator.setAccountState(drifted.accountId, { outcome: 'complete' })
  const everything = async () =>
    JSON.stringify([
      (await db.query('select * from accounts order by id')).rows,
      (await db.query('select * from onboarding_tokens order by id')).rows,
      (await db.query('select * from audit_events order by id')).rows,
    ])
  const before = await everything()
  const difference = {
    outcome: 'changed',
    clientId: drifted.clientId,
    accountId: drifted.accountId,
    from: 'onboarding',
    to: 'active',
  }
  const told = await lines(['reconcile', '--dry-run'])
  t.equal(told.code, 0)
  const counts = { unchanged: 1, changed: 1, provider_failed: 0, intent_unsettled: 0, intent_settled: 0 }
  t.same(told.lines, [difference, { summary: counts }], 'a line for the one difference')
  t.match(told.stderr, /1 unchanged, 1 different.*Nothing was changed/)
  t.equal(await everything(), before)

  const { code, stdout, stderr } = await admin(['reconcile'])
  t.equal(code, 0)
  t.match(stdout, /onboarding → active/)
  t.notOk(stdout.includes(same.clientId))
  t.match(stderr, /1 unchanged, 1 corrected/)
  t.match((await json(['clients', 'show', drifted.clientId])).body, { account: { readiness: 'active' } })
  t.match((await actors(drifted.clientId)).at(-1), { type: 'token_completed', actor: 'admin:cli' })
  t.match((await lines(['reconcile'])).lines, [{ summary: { unchanged: 2, changed: 0 } }])
})

t.test(
  'reconcile continues after an account that Stripe does not answer for, and reports a partial result',
  async (t) => {
    const { admin, opened, simulator } = await shell(t)
    await opened()
    await opened()
    await simulator.faults.add({
      route: 'accounts.retrieve',
      times: 4,
      fault: { kind: 'error', status: 500, saved: false },
    })
    const { code, stdout, stderr } = await admin(['reconcile'])
    t.equal(code, 4)
    t.equal(stdout.match(/could not be fetched from Stripe/g)?.length, 2)
    t.match(stderr, /2 failed/)
    t.match(stderr, /run it again later/)
  },
)
