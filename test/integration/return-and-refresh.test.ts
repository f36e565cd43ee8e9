import pg from 'pg'
import t from 'tap'
import { ACCOUNT_LINK, isAccountLink } from '../support/account-links.ts'
import { startService, surroundings, WEBHOOK_SECRET } from '../support/service.ts'
import { startWorker, until } from '../support/worker.ts'

const asBrowser = { accept: 'text/html,application/xhtml+xml' }

/** A client who has opened the link, and what Stripe would do with it. */
async function onTheWay(t: Parameters<typeof surroundings>[0], variables: Record<string, string> = {}) {
  const around = await surroundings(t)
  const service = await startService(t, around, variables)
  const { simulator } = around.stripe
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  t.teardown(() => db.end())

  async function opened() {
    const client = await service.invite()
    const { body, status } = await service.open(client.token)
    if (status !== 200) throw new Error(`opened with ${status}`)
    const accountId = (await service.show(client.clientId)).account.id as string
    /** Every link that was made for the account at Stripe, oldest first. */
    const links = async () => (await simulator.accountLinks()).filter(({ account }) => account === accountId)
    const [link] = await links()
    if (link === undefined) throw new Error('no link at Stripe')
    const pathOf = (url: string) => url.slice(url.indexOf('/api/'))
    const visit = (url: string, headers: Record<string, string> = asBrowser) =>
      service.call('GET', pathOf(url), undefined, headers)
    return {
      ...client,
      accountId,
      url: body.url as string,
      links,
      visit,
      /** The ways back of the first link. */
      link,
      comeBack: () => visit(link.return_url),
      askForAnother: (headers?: Record<string, string>) => visit(link.refresh_url, headers),
      /** As somebody does whose newest page at Stripe was used or has expired. */
      askOnceMore: async () => visit((await links()).at(-1)?.refresh_url ?? ''),
    }
  }
  const admin = (method: string, path: string, body?: unknown) =>
    service.call(method, path, body, { authorization: `Bearer ${service.adminKey}` })
  return { around, service, simulator, db, opened, admin }
}

const landsOn = (answer: { status: number; headers: Headers }) =>
  `${answer.status} ${answer.headers.get('location')?.replace('http://localhost:4242', '')}`

t.test('coming back from Stripe', async (t) => {
  const { service, simulator, db, opened, admin } = await onTheWay(t)
  /** Moves what was handed out for a token into the past. */
  const letPass = (tokenId: string, minutes: number) =>
    db.query(
      `update link_attempts set created_at = created_at - m.by, link_expires_at = link_expires_at - m.by,
         refresh_until = refresh_until - m.by
       from (select $2 * interval '1 minute' as by) m where token_id = $1`,
      [tokenId, minutes],
    )
  const firstExpiry = async (tokenId: string): Promise<string> =>
    (await db.query('select min(link_expires_at) as first from link_attempts where token_id = $1', [tokenId])).rows[0]
      .first
  const statusOf = async (clientId: string) => (await service.show(clientId)).onboarding.status

  t.test('without submitted details leaves the token in progress', async (t) => {
    const client = await opened()
    await simulator.setAccountState(client.accountId, { outcome: 'save_for_later' })
    t.equal(landsOn(await client.comeBack()), '303 /onboarding-incomplete?status=incomplete')
    t.equal(await statusOf(client.clientId), 'in_progress')
  })

  t.test('with submitted details completes the token, and again is harmless', async (t) => {
    const client = await opened()
    await simulator.setAccountState(client.accountId, { outcome: 'complete' })
    t.equal(landsOn(await client.comeBack()), '303 /onboarding-success')
    const shown = await service.show(client.clientId)
    t.match(shown, {
      onboarding: { status: 'completed' },
      account: { readiness: 'active', nextAction: 'none', payable: true },
    })
    t.equal(landsOn(await client.comeBack()), '303 /onboarding-success')
    t.match(await service.open(client.token), { status: 410, body: { code: 'TOKEN_COMPLETED' } })
    const events = await admin('GET', `/api/v1/clients/${client.clientId}/events`)
    t.same(
      events.body.data.map(({ type, from, to }: Record<string, string>) => [type, from, to]),
      [
        ['token_completed', 'in_progress', 'completed'],
        ['readiness_changed', 'onboarding', 'active'],
        ['link_created', 'pending', 'in_progress'],
        ['token_issued', null, 'pending'],
      ],
      'each transition has its event, once',
    )
  })

  t.test('while Stripe is down changes nothing and says so', async (t) => {
    const client = await opened()
    await simulator.setAccountState(client.accountId, { outcome: 'complete' })
    await simulator.faults.add({
      route: 'accounts.retrieve',
      times: 2,
      fault: { kind: 'error', status: 500, saved: false },
    })
    t.equal(landsOn(await client.comeBack()), '303 /onboarding-incomplete?status=unknown')
    t.equal(await statusOf(client.clientId), 'in_progress')
    t.equal(landsOn(await client.comeBack()), '303 /onboarding-success')
  })

  t.test('with the state of a revoked token completes nothing, but stores the account', async (t) => {
    const client = await opened()
    const revoked = await admin('POST', `/api/v1/onboarding-tokens/${client.tokenId}/revoke`)
    t.match(revoked, { status: 200, body: { status: 'revoked', linksOutstandingUntil: /^\d{4}/ } })
    await simulator.setAccountState(client.accountId, { outcome: 'complete' })
    t.equal(landsOn(await client.comeBack()), '303 /onboarding-success')
    t.match(await service.show(client.clientId), {
      onboarding: { status: 'revoked' },
      account: { readiness: 'active' },
    })
  })

  t.test('with a rejected account says that it cannot go on', async (t) => {
    const client = await opened()
    await simulator.setAccountState(client.accountId, { outcome: 'reject' })
    t.equal(landsOn(await client.comeBack()), '303 /onboarding-incomplete?status=unavailable')
    t.equal(
      landsOn(await client.askForAnother()),
      '303 /onboarding-incomplete?status=unavailable',
      'and goes in no circle',
    )
    t.match(await service.show(client.clientId), { account: { readiness: 'rejected', nextAction: 'operator' } })
  })

  t.test('with an unknown state is refused, in a browser by a page', async (t) => {
    for (const state of ['x'.repeat(43), '', 'x', 'ä']) {
      const path = `/api/v1/connect/callback?state=${encodeURIComponent(state)}`
      t.match(await service.call('GET', path), { status: 400, body: { code: 'STATE_INVALID' } })
      t.equal(
        landsOn(await service.call('GET', path, undefined, asBrowser)),
        '303 /onboarding-incomplete?status=invalid',
      )
    }
    t.equal(
      landsOn(await service.call('GET', '/api/v1/connect/refresh', undefined, asBrowser)),
      '303 /onboarding-incomplete?status=invalid',
      'also when it is missing',
    )
    t.equal((await service.call('HEAD', `/api/v1/connect/callback?state=${'x'.repeat(43)}`)).status, 404)
  })

  t.test('fetches the account each time until the client is done, and then once in ten seconds', async (t) => {
    const client = await opened()
    const fetches = async () => {
      const calls = await simulator.calls({ route: 'accounts.retrieve', limit: 1000 })
      return calls.filter(({ path }) => path.includes(client.accountId)).length
    }
    for (let visit = 0; visit < 3; visit += 1) await client.comeBack()
    t.equal(await fetches(), 3, 'an event may have brought the stored snapshot just before the client completed')
    await simulator.setAccountState(client.accountId, { outcome: 'complete' })
    for (let visit = 0; visit < 3; visit += 1) t.match(landsOn(await client.comeBack()), /onboarding-success/)
    t.equal(await fetches(), 4)
  })

  t.test('fetches the account at most twenty times a minute for one token', async (t) => {
    const client = await opened()
    // One return URL causes a fetch once in a second, so several are used in turn.
    for (let more = 0; more < 11; more += 1) await service.open(client.token)
    const links = await client.links()
    for (let visit = 0; visit < 24; visit += 1) {
      const { return_url: url = '' } = links[visit % links.length] ?? {}
      t.match(landsOn(await client.visit(url)), /status=incomplete/)
    }
    const calls = await simulator.calls({ route: 'accounts.retrieve', limit: 1000 })
    t.equal(calls.filter(({ path }) => path.includes(client.accountId)).length, 20)
  })

  t.test('an update link completes when the client has nothing more to provide', async (t) => {
    const client = await opened()
    await simulator.setAccountState(client.accountId, { outcome: 'complete' })
    await client.comeBack()
    const path = `/api/v1/clients/${client.clientId}/onboarding-tokens`
    t.match(await admin('POST', path), { status: 409, body: { code: 'ALREADY_COMPLETED' } })

    await simulator.setAccountState(client.accountId, { outcome: 'needs_more' })
    t.match((await admin('POST', `/api/v1/clients/${client.clientId}/sync`)).body, {
      account: { nextAction: 'client', asks: [{ what: String, from: 'client' }] },
    })
    const issued = await admin('POST', path)
    t.equal(issued.status, 201)
    t.equal((await service.show(client.clientId)).onboarding.purpose, 'update')
    t.equal((await service.open(issued.body.onboarding.token)).status, 200)
    await simulator.setAccountState(client.accountId, { outcome: 'complete' })
    await admin('POST', `/api/v1/clients/${client.clientId}/sync`)
    t.match(await service.show(client.clientId), { onboarding: { purpose: 'update', status: 'completed' } })
  })

  t.test('a redirect to the refresh URL gives a fresh link, at most ten times an hour', async (t) => {
    const client = await opened()
    const locations = new Set<string>()
    for (let visit = 0; visit < 10; visit += 1) {
      const answer = await client.askOnceMore()
      t.match(answer.headers.get('location'), ACCOUNT_LINK)
      locations.add(String(answer.headers.get('location')))
    }
    t.equal(locations.size, 10, 'each is another one')
    t.equal(landsOn(await client.askOnceMore()), '303 /onboarding-incomplete?status=busy')
    t.equal((await client.links()).length, 11)
    t.equal(
      landsOn(await client.comeBack()),
      '303 /onboarding-incomplete?status=incomplete',
      'the old state is still good',
    )
  })

  t.test('no fresh link is given for a token that is over, or for a state of yesterday', async (t) => {
    const revoked = await opened()
    await admin('POST', `/api/v1/onboarding-tokens/${revoked.tokenId}/revoke`)
    t.equal(landsOn(await revoked.askForAnother()), '303 /onboarding-incomplete?status=revoked')

    const expired = await opened()
    await db.query(
      `update onboarding_tokens set issued_at = now() - interval '2 h', expires_at = now() - interval '1 h' where id = $1`,
      [expired.tokenId],
    )
    t.equal(landsOn(await expired.askForAnother()), '303 /onboarding-incomplete?status=expired')
    await simulator.setAccountState(expired.accountId, { outcome: 'complete' })
    t.equal(landsOn(await expired.comeBack()), '303 /onboarding-success', 'but evidence counts past the expiry')
    t.equal(await statusOf(expired.clientId), 'completed')
    t.equal(landsOn(await expired.askForAnother()), '303 /onboarding-success')

    const old = await opened()
    await letPass(old.tokenId, 25 * 60)
    t.equal(landsOn(await old.askForAnother()), '303 /onboarding-incomplete?status=again')
    t.equal((await old.links()).length, 1)
  })

  t.test('a link that Stripe fails to make uses no state up', async (t) => {
    const down = await opened()
    await simulator.faults.add({
      route: 'account_links.create',
      times: 2,
      fault: { kind: 'error', status: 500, saved: false },
    })
    t.equal(landsOn(await down.askForAnother()), '303 /onboarding-incomplete?status=unknown')
    await simulator.faults.add({
      route: 'account_links.create',
      times: 2,
      fault: { kind: 'error', status: 500, saved: false },
    })
    t.match(await down.askForAnother({ accept: 'application/json' }), { status: 502 })
    t.match((await down.askForAnother()).headers.get('location'), ACCOUNT_LINK, 'so the way on is still there')
    t.equal(landsOn(await down.askForAnother()), '303 /onboarding-incomplete?status=again', 'once')
  })

  t.test('a refresh state that is used a second time lands on a page, and no link is made', async (t) => {
    const client = await opened()
    t.match((await client.askForAnother()).headers.get('location'), ACCOUNT_LINK)
    for (const headers of [asBrowser, { accept: '*/*' }])
      t.equal(landsOn(await client.askForAnother(headers)), '303 /onboarding-incomplete?status=again')
    t.equal((await client.links()).length, 2)
    t.equal((await service.open(client.token)).status, 200, 'the link itself still opens')
  })

  t.test('concurrent uses of one refresh state give one link', async (t) => {
    const client = await opened()
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.askForAnother()))
    const locations = answers.map(({ headers }) => headers.get('location') ?? '')
    t.equal(locations.filter(isAccountLink).length, 1)
    t.equal(locations.filter((location) => location.endsWith('?status=again')).length, 7)
    t.equal((await client.links()).length, 2)
  })

  t.test('neither state is good for what the other is for', async (t) => {
    const client = await opened()
    const exchanged = {
      atRefresh: client.link.return_url.replace('/callback?', '/refresh?'),
      atCallback: client.link.refresh_url.replace('/refresh?', '/callback?'),
    }
    t.equal(landsOn(await client.visit(exchanged.atRefresh)), '303 /onboarding-incomplete?status=again')
    t.equal(landsOn(await client.visit(exchanged.atCallback)), '303 /onboarding-incomplete?status=invalid')
    for (const url of Object.values(exchanged)) {
      t.match(await client.visit(url, { accept: 'application/json' }), { status: 400, body: { code: 'STATE_INVALID' } })
    }
    t.equal((await client.links()).length, 1, 'and no link was made')
    t.match((await client.askForAnother()).headers.get('location'), ACCOUNT_LINK, 'and nothing was used up')
  })

  t.test("the chain of refreshes ends an hour after the first link's own life", async (t) => {
    const client = await opened()
    const lifeMinutes = (Date.parse(await firstExpiry(client.tokenId)) - Date.now()) / 60_000
    await letPass(client.tokenId, lifeMinutes)
    for (let minutes = 0; minutes < 50; minutes += 25) {
      await letPass(client.tokenId, minutes === 0 ? 0 : 25)
      t.match((await client.askOnceMore()).headers.get('location'), ACCOUNT_LINK)
    }
    await letPass(client.tokenId, 34)
    t.match((await client.askOnceMore()).headers.get('location'), ACCOUNT_LINK, 'a minute before the end')
    await letPass(client.tokenId, 2)
    t.equal(landsOn(await client.askOnceMore()), '303 /onboarding-incomplete?status=again', 'a minute after it')
    t.equal((await client.links()).length, 4)

    t.equal((await service.open(client.token)).status, 200)
    t.match((await client.askOnceMore()).headers.get('location'), ACCOUNT_LINK, 'the link itself begins another')
  })

  t.test('a disconnected account is one only for the platform that it belonged to', async (t) => {
    const client = await opened()
    await simulator.setAccountState(client.accountId, { access: 'deauthorised' })
    const { rows } = await db.query('select terms from accounts where id = $1', [client.accountId])
    const { terms } = rows[0]
    async function become(platformId: string) {
      const changed = JSON.stringify({ ...terms, reference: { ...terms.reference, platformId } })
      await db.query('alter table accounts disable trigger accounts_written_once')
      await db.query('update accounts set terms = $2 where id = $1', [client.accountId, changed])
      await db.query('alter table accounts enable trigger accounts_written_once')
    }
    const sync = () => admin('POST', `/api/v1/clients/${client.clientId}/sync`)
    await become('acct_another')
    t.match(await sync(), { status: 409, body: { code: 'MODE_MISMATCH' } })
    t.match((await service.show(client.clientId)).account, { readiness: 'onboarding' }, 'nothing is changed')
    await become(terms.reference.platformId)
    t.match(await sync(), { status: 200, body: { account: { readiness: 'disconnected', nextAction: 'operator' } } })
  })
})

t.test('with the built-in pages, a redirect to the refresh URL', async (t) => {
  // Empty counts as absent: this is what the built-in pages have by default.
  const { simulator, opened, admin } = await onTheWay(t, { REFRESH: '' })

  t.test('lands on the page whose button opens the link, and the state alone opens nothing', async (t) => {
    const client = await opened()
    for (const headers of [asBrowser, asBrowser, { accept: '*/*' }])
      t.equal(landsOn(await client.askForAnother(headers)), '303 /onboarding-incomplete?status=again')
    t.equal((await client.links()).length, 1)
  })

  t.test('lands where it fits when nothing is left to do there', async (t) => {
    const rejected = await opened()
    await simulator.setAccountState(rejected.accountId, { outcome: 'reject' })
    t.equal(landsOn(await rejected.askForAnother()), '303 /onboarding-incomplete?status=unavailable')

    const done = await opened()
    await simulator.setAccountState(done.accountId, { outcome: 'complete' })
    t.equal(landsOn(await done.askForAnother()), '303 /onboarding-success')

    const revoked = await opened()
    await admin('POST', `/api/v1/onboarding-tokens/${revoked.tokenId}/revoke`)
    t.equal(landsOn(await revoked.askForAnother()), '303 /onboarding-incomplete?status=revoked')
    const made = await Promise.all([rejected, done, revoked].map(({ links }) => links()))
    t.same(
      made.map(({ length }) => length),
      [1, 1, 1],
    )
  })
})

t.test('issuing and revoking', async (t) => {
  const { service, opened, admin } = await onTheWay(t)

  t.test('a new token replaces the open one', async (t) => {
    const client = await opened()
    const path = `/api/v1/clients/${client.clientId}/onboarding-tokens`
    const issued = await admin('POST', path, { expiresInHours: 2 })
    t.match(issued, { status: 201, body: { onboarding: { status: 'pending', token: /^obt_/ } } })
    t.match(await service.open(client.token), { status: 410, body: { code: 'TOKEN_REVOKED' } })
    t.equal((await service.open(issued.body.onboarding.token)).status, 200)
  })

  t.test('of two concurrent tokens both are issued, and the later one can be used', async (t) => {
    const client = await service.invite()
    const path = `/api/v1/clients/${client.clientId}/onboarding-tokens`
    const issued = await Promise.all(Array.from({ length: 10 }, () => admin('POST', path)))
    t.ok(issued.every(({ status }) => status === 201))
    const opened = await Promise.all(issued.map(({ body }) => service.open(body.onboarding.token)))
    t.equal(opened.filter(({ status }) => status === 200).length, 1)
    t.equal(opened.filter(({ status }) => status === 410).length, 9)
  })

  t.test('revoking again says so again, and a completed one stays completed', async (t) => {
    const client = await service.invite()
    const revoke = (tokenId: string) => admin('POST', `/api/v1/onboarding-tokens/${tokenId}/revoke`)
    for (let times = 0; times < 2; times += 1) {
      t.match(await revoke(client.tokenId), { status: 200, body: { status: 'revoked', linksOutstandingUntil: null } })
    }
    t.match(await revoke('00000000-0000-4000-8000-000000000000'), { status: 404, body: { code: 'TOKEN_NOT_FOUND' } })
    t.match(await admin('POST', '/api/v1/clients/00000000-0000-4000-8000-000000000000/onboarding-tokens'), {
      status: 404,
      body: { code: 'CLIENT_NOT_FOUND' },
    })
    const events = await admin('GET', `/api/v1/clients/${client.clientId}/events?limit=1`)
    t.match(events.body, { data: [{ type: 'token_revoked' }], nextCursor: String })
    const rest = await admin('GET', `/api/v1/clients/${client.clientId}/events?cursor=${events.body.nextCursor}`)
    t.match(rest.body, { data: [{ type: 'token_issued' }], nextCursor: null })
  })
})

t.test('webhooks', async (t) => {
  const { around, service, simulator, opened } = await onTheWay(t)
  await simulator.setWebhookEndpoints([{ url: `${service.url}/api/v1/webhooks/stripe`, secret: WEBHOOK_SECRET }])
  await startWorker(t, around)

  t.test('complete the token of a client who never comes back', async (t) => {
    const client = await opened()
    await simulator.setAccountState(client.accountId, { outcome: 'complete' })
    await until('completed', async () => (await service.show(client.clientId)).onboarding.status === 'completed')
    t.match((await service.show(client.clientId)).account, { readiness: 'active' })
  })

  t.test('store that a client has disconnected', async (t) => {
    const client = await opened()
    await simulator.setAccountState(client.accountId, { access: 'deauthorised' })
    await until('disconnected', async () => (await service.show(client.clientId)).account.readiness === 'disconnected')
    t.equal((await service.show(client.clientId)).onboarding.status, 'in_progress')
  })
})
