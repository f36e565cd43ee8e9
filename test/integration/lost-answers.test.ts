import t from 'tap'
import { ACCOUNT_LINK } from '../support/account-links.ts'
import { stuck } from '../support/invariants.ts'
import { bothGetLinks, one } from '../support/openings.ts'
import { REFUSAL } from '../support/refusal.ts'
import { changedEmail, lostAnswer, savedFailure } from '../support/scenarios.ts'
import { ADMIN_KEY } from '../support/service.ts'
import { FORGOTTEN_HOURS, type Invited, stage as setStage } from '../support/stage.ts'
import { tcpProxy } from '../support/tcp-proxy.ts'

const admin = { authorization: `Bearer ${ADMIN_KEY}` }

t.test('an opening whose answer from Stripe or the database is lost', async (t) => {
  const stage = await setStage(t)
  const service = await stage.instance({ OPENING_DEADLINE_SECONDS: '1' })

  t.test('an account whose creation was not answered is the one that the next opening gets', async (t) => {
    t.same(await lostAnswer(stage), [])
    const invited = await one(stage)
    await stage.simulator.faults.add({ route: 'accounts.create', fault: { kind: 'timeout', when: 'after', ms: 2000 } })
    const late = await service.open(invited.token)
    t.match(late, { status: 502, body: { code: 'STRIPE_ACCOUNT_CREATE_FAILED', retryable: true } })
    t.equal(await stage.tokenStatus(invited.tokenId), 'pending')
    t.same(await stuck(() => service.open(invited.token), 1), [])
    t.same(await stage.violations([invited]), [])
  })

  t.test('an account link that was not answered is thrown away, the next opening makes another', async (t) => {
    const invited = await one(stage)
    const fault = { kind: 'timeout', when: 'after', ms: 2000 } as const
    await stage.simulator.faults.add({ route: 'account_links.create', fault })
    const late = await service.open(invited.token)
    t.match(late, { status: 502, body: { code: 'STRIPE_ACCOUNT_LINK_FAILED', retryable: true } })
    t.equal(await stage.tokenStatus(invited.tokenId), 'pending')
    t.same(await stuck(() => service.open(invited.token), 1), [])
    t.same(await stage.violations([invited]), [])
  })

  t.test('when the database is away after Stripe did its part, the answer is 503, and nothing is lost', async (t) => {
    const proxy = await tcpProxy(t, stage.databaseUrl)
    const cut = await stage.instance({}, { databaseUrl: proxy.url })
    for (const point of ['after createAccount', 'before save link_created'] as const) {
      const invited = await one(stage)
      const held = cut.hold(point)
      const opening = cut.open(invited.token)
      await held.reached
      proxy.refuse(true)
      proxy.breakOff()
      held.release()
      const answer = await opening
      t.match(answer, { status: 503, body: { code: 'SERVICE_UNAVAILABLE', retryable: true } })
      t.ok(answer.headers.get('retry-after'))
      t.notMatch(answer.text, ACCOUNT_LINK, 'the link is not handed out, though there is one')
      proxy.refuse(false)
      t.same(await stuck(() => cut.open(invited.token), 1), [])
      t.equal((await stage.accountsOf(invited.clientId)).length, 1)
      t.same(await stage.violations([invited]), [])
    }
  })

  t.test('when the last statement is cut off from its answer, the answer is 503, and the token opens', async (t) => {
    const proxy = await tcpProxy(t, stage.databaseUrl)
    const cut = await stage.instance({}, { databaseUrl: proxy.url })
    for (const [at, stored] of [
      ['unsent', 'pending'],
      ['unanswered', 'in_progress'],
    ] as const) {
      const invited = await one(stage)
      const stopped = proxy.stop('insert into link_attempts', at)
      const opening = cut.open(invited.token)
      await stopped
      proxy.breakOff()
      const answer = await opening
      t.match(answer, { status: 503, body: { code: 'SERVICE_UNAVAILABLE', retryable: true } }, at)
      t.ok(answer.headers.get('retry-after'))
      t.equal(await stage.tokenStatus(invited.tokenId), stored, 'the work may be done, but its answer was lost')
      t.same(await stuck(() => cut.open(invited.token), 1), [])
      const { rows } = await stage.db.query('select 1 from link_attempts where token_id = $1', [invited.tokenId])
      t.equal(rows.length, at === 'unsent' ? 1 : 2, 'and it was not repeated behind our back')
      t.same(await stage.violations([invited]), [])
    }
  })

  t.test(
    'when the statement that stores an intent or a failure is cut off, the answer is 503, and the token opens',
    async (t) => {
      const proxy = await tcpProxy(t, stage.databaseUrl)
      const cut = await stage.instance({}, { databaseUrl: proxy.url })
      for (const text of ['insert into account_intents', 'last_error =']) {
        for (const at of ['unsent', 'unanswered'] as const) {
          const invited = await one(stage)
          await stage.simulator.faults.add({ route: 'account_links.create', fault: REFUSAL })
          const stopped = proxy.stop(text, at)
          const opening = cut.open(invited.token)
          await stopped
          proxy.breakOff()
          t.match(await opening, { status: 503, body: { retryable: true } }, `${text} ${at}`)
          await stage.simulator.faults.clear()
          t.same(await stuck(() => cut.open(invited.token), 1), [])
          t.same(await stage.violations([invited]), [])
        }
      }
    },
  )

  t.test('an email that is corrected while the outcome is unknown does not hold the client up', async (t) => {
    t.same(await changedEmail(stage), [])
  })

  t.test('a country that is corrected during an opening is that of the account, or is locked', async (t) => {
    const correct = ({ clientId }: Invited, country: string) =>
      service.call('PATCH', `/api/v1/clients/${clientId}`, { country }, admin)
    const seen: string[] = []
    for (const point of [
      'before save intent_opened',
      'before createAccount',
      'after createAccount',
      'after save link_created',
    ] as const) {
      const invited = await one(stage)
      await correct(invited, 'DE')
      const held = service.hold(point)
      const opening = service.open(invited.token)
      await held.reached
      const { status, body } = await correct(invited, 'FR')
      held.release()
      t.equal((await opening).status, 200, point)
      const [account] = await stage.accountsOf(invited.clientId)
      const { client } = await service.show(invited.clientId)
      t.equal(account?.country, client.country, point)
      seen.push(`${point}: ${status === 409 ? body.code : client.country}`)
    }
    t.same(seen, [
      'before save intent_opened: FR',
      'before createAccount: COUNTRY_LOCKED',
      'after createAccount: COUNTRY_LOCKED',
      'after save link_created: COUNTRY_LOCKED',
    ])
  })

  t.test('a key that Stripe has forgotten makes no second account', async (t) => {
    const patient = await stage.instance()
    const invited = await one(stage)
    await stage.simulator.faults.add({ route: 'accounts.create', times: 2, fault: { kind: 'reset', when: 'after' } })
    t.equal((await patient.open(invited.token)).status, 502)
    await stage.simulator.clock.advance(FORGOTTEN_HOURS * 3_600_000)
    await stage.ageIntent(invited.clientId, FORGOTTEN_HOURS)
    t.same(await stuck(() => patient.open(invited.token), 1), [])
    t.match(await stage.accountsOf(invited.clientId), [{ metadata: { generation: '1' } }])
    t.same(await stage.violations([invited]), [])
  })

  t.test('a key that Stripe forgets while the account is not in its list yet makes no second account', async (t) => {
    const patient = await stage.instance()
    const invited = await one(stage)
    await stage.simulator.faults.add({ route: 'accounts.create', times: 2, fault: { kind: 'reset', when: 'after' } })
    t.equal((await patient.open(invited.token)).status, 502)
    await stage.ageIntent(invited.clientId, FORGOTTEN_HOURS)
    await stage.simulator.setListLag(3_600_000)
    t.match(await patient.open(invited.token), { status: 502, body: { retryable: true } })
    await stage.simulator.setListLag(0)
    t.same(await stuck(() => patient.open(invited.token), 1), [])
    t.equal((await stage.accountsOf(invited.clientId)).length, 1)
    t.same(await stage.violations([invited]), [])
  })

  t.test('an account behind a 500 that v1 saved is found', async (t) => {
    t.same(await savedFailure(stage), [])
  })

  t.test(
    'a 500 that v1 saved without an account behind it is settled by two instances with one new account',
    async (t) => {
      const v1 = { STRIPE_ACCOUNTS_API: 'v1' }
      const [here, there] = [await stage.instance(v1), await stage.instance(v1)]
      const invited = await one(stage)
      await stage.simulator.faults.add({ route: 'accounts.create', fault: { kind: 'error', status: 500, saved: true } })
      t.match(await here.open(invited.token), { status: 502, body: { retryable: true } })
      t.match(
        await there.open(invited.token),
        { status: 502, body: { retryable: true } },
        'not before a minute is over',
      )
      await stage.ageSettling([invited.clientId])
      const holds = [here.hold('after findAccount'), there.hold('after findAccount')]
      const openings = [here.open(invited.token), there.open(invited.token)]
      await Promise.all(holds.map(({ reached }) => reached))
      for (const { release } of holds) release()
      await bothGetLinks(t, stage, invited, await Promise.all(openings))
      t.match(await stage.accountsOf(invited.clientId), [{ metadata: { generation: '2' } }])
    },
  )

  t.test('failed work is done again by v2 under the same key, whether or not it was done before', async (t) => {
    const v2 = await stage.instance({ STRIPE_ACCOUNTS_API: 'v2' })
    for (const executed of [true, false]) {
      const invited = await one(stage)
      const fault = { kind: 'error', status: 500, saved: true, executed } as const
      await stage.simulator.faults.add({ route: 'accounts.create', fault })
      // The SDK tries a second time by itself.
      await stage.simulator.faults.add({ route: 'accounts.create', fault: { ...fault, saved: false, executed: false } })
      t.match(await v2.open(invited.token), { status: 502, body: { retryable: true } })
      t.equal((await stage.accountsOf(invited.clientId)).length, executed ? 1 : 0)
      t.same(await stuck(() => v2.open(invited.token), 1), [])
      t.match(await stage.accountsOf(invited.clientId), [{ metadata: { generation: '1' } }])
      t.same(await stage.violations([invited]), [])
    }
  })
})
