import t from 'tap'
import { ACCOUNT_LINK } from '../support/account-links.ts'
import { one, bothGetLinks } from '../support/openings.ts'
import { expiredMeanwhile, openedAgain, revokedMeanwhile, twoTokens, wrongClock } from '../support/scenarios.ts'
import { stage as setStage } from '../support/stage.ts'

t.test('two openings of one token at the same time', async (t) => {
  const stage = await setStage(t)
  const [first, second] = [await stage.instance(), await stage.instance()]

  for (const [other, where] of [
    [first, 'at one instance'],
    [second, 'at two instances'],
  ] as const) {
    t.test(`${where}, while Stripe creates the account, both get a link of their own to it`, async (t) => {
      const invited = await one(stage)
      await stage.simulator.faults.add({ route: 'accounts.create', fault: { kind: 'latency', ms: 500 } })
      const asked = await stage.stripeWillBeAsked('accounts.create')
      const openings = [first.open(invited.token)]
      await asked()
      openings.push(other.open(invited.token))
      await bothGetLinks(t, stage, invited, await Promise.all(openings))
      const calls = (await stage.simulator.calls({ route: 'accounts.create' })).filter(({ idempotencyKey }) =>
        idempotencyKey?.includes(invited.clientId),
      )
      t.ok(
        calls.some(({ status }) => status === 409),
        'the second met the first at Stripe, and asked again by itself',
      )
      t.equal(calls.filter(({ executed }) => executed).length, 1)
    })

    t.test(`${where}, when both have the account and neither has stored it, both get a link`, async (t) => {
      const invited = await one(stage)
      const holds = [first.hold('before save link_created'), other.hold('before save link_created')]
      const openings = [first.open(invited.token), other.open(invited.token)]
      await Promise.all(holds.map(({ reached }) => reached))
      for (const { release } of holds) release()
      await bothGetLinks(t, stage, invited, await Promise.all(openings))
    })

    t.test(`${where}, an opening that another one overtakes entirely also gets a link`, async (t) => {
      const invited = await one(stage)
      const held = first.hold('before createAccount')
      const slow = first.open(invited.token)
      await held.reached
      const quick = await other.open(invited.token)
      held.release()
      await bothGetLinks(t, stage, invited, [quick, await slow])
    })
  }

  t.test('an opening that failed after another one succeeded takes nothing away', async (t) => {
    const invited = await one(stage)
    const held = first.hold('before createAccountLink')
    const slow = first.open(invited.token)
    await held.reached
    t.equal((await second.open(invited.token)).status, 200)
    await stage.simulator.faults.add({
      route: 'account_links.create',
      times: 2,
      fault: { kind: 'error', status: 503, saved: false },
    })
    held.release()
    t.match(await slow, { status: 502, body: { code: 'STRIPE_ACCOUNT_LINK_FAILED' } })
    t.equal(await stage.tokenStatus(invited.tokenId), 'in_progress')
    t.same(await stage.violations([invited]), [])
  })
})

t.test('an opening while the token ends', async (t) => {
  const stage = await setStage(t)
  const [service, other] = [await stage.instance(), await stage.instance()]

  t.test("an old token's late opening gets no link, its account is the new token's", async (t) => {
    t.same(await twoTokens(stage), [])
  })

  t.test('whichever of the two comes first, the old token is refused and the new one opens', async (t) => {
    const old = await one(stage)
    t.equal((await service.open(old.token)).status, 200)
    const fresh = await stage.staff.replace(old.clientId)
    const [refused, opened] = await Promise.all([service.open(old.token), other.open(fresh.token)])
    t.match(refused, { status: 410, body: { code: 'TOKEN_REVOKED' } })
    t.match(opened, { status: 200 })
    t.equal((await stage.accountsOf(old.clientId)).length, 1)
    t.same(await stage.violations([old]), [])
  })

  t.test('an opening that is revoked before its last statement gets no link', async (t) => {
    t.same(await revokedMeanwhile(stage), [])
  })

  t.test('wherever the opening is, a revocation before its last statement leaves no link', async (t) => {
    for (const point of [
      'before save intent_opened',
      'before createAccount',
      'after createAccount',
      'after createAccountLink',
    ] as const) {
      const invited = await one(stage)
      const held = service.hold(point)
      const opening = service.open(invited.token)
      await held.reached
      await stage.staff.revoke(invited.tokenId)
      held.release()
      const answer = await opening
      t.match(answer, { status: 410, body: { code: 'TOKEN_REVOKED' } }, point)
      t.notMatch(answer.text, ACCOUNT_LINK)
      t.equal(await stage.tokenStatus(invited.tokenId), 'revoked')
      const { rows } = await stage.db.query('select 1 from link_attempts where token_id = $1', [invited.tokenId])
      t.equal(rows.length, 0)
      t.same(await stage.violations([invited]), [])
    }
  })

  t.test('an opening whose last statement came first has a link, and it is the last one', async (t) => {
    const invited = await one(stage)
    const held = service.hold('after save link_created')
    const opening = service.open(invited.token)
    await held.reached
    const { linksOutstandingUntil } = await stage.staff.revoke(invited.tokenId)
    t.match(linksOutstandingUntil, /^\d{4}-/, 'staff is told how long that link may still be opened')
    t.match(await other.open(invited.token), { status: 410, body: { code: 'TOKEN_REVOKED' } })
    held.release()
    t.match(await opening, { status: 200 })
    t.equal(await stage.tokenStatus(invited.tokenId), 'revoked')
    t.same(await stage.violations([invited]), [])
  })

  t.test('a revocation that waited for the last statement of an opening returns the expiry of its link', async (t) => {
    const invited = await one(stage)
    // The opening's statement is stopped where it has locked the token and has not kept its link yet.
    await stage.db.query(`
      create function wait_for_test() returns trigger language plpgsql as
        $$ begin perform pg_advisory_xact_lock(5); return new; end $$;
      create trigger wait_for_test before insert on link_attempts for each row execute function wait_for_test()`)
    const lock = await stage.db.connect()
    await lock.query('select pg_advisory_lock(5)')
    const opening = service.open(invited.token)
    await stage.waiting(1)
    const revoking = stage.staff.revoke(invited.tokenId)
    await stage.waiting(2)
    await lock.query('select pg_advisory_unlock(5)')
    lock.release()
    await stage.db.query('drop function wait_for_test cascade')

    t.match(await opening, { status: 200 })
    t.match(await revoking, { status: 'revoked', linksOutstandingUntil: /^\d{4}-/ })
  })

  t.test('concurrent revocations and openings end revoked, and no link is newer than the revocation', async (t) => {
    const clients = await stage.invite(40)
    const answers = await Promise.all(
      clients.flatMap(({ tokenId, token }, index) => [
        (index % 2 === 0 ? service : other).open(token),
        stage.staff.revoke(tokenId).then(() => other.open(token)),
      ]),
    )
    const late = answers.filter((_answer, index) => index % 2 === 1)
    t.ok(
      late.every(({ status }) => status === 410),
      'no opening that began after the revocation was acknowledged gets a link',
    )
    const early = answers.filter((_answer, index) => index % 2 === 0)
    t.ok(early.every(({ status }) => status === 200 || status === 410))
    t.comment(`${early.filter(({ status }) => status === 200).length} of 40 openings came before their revocation`)
    for (const { tokenId } of clients) t.equal(await stage.tokenStatus(tokenId), 'revoked')
    t.same(await stage.violations(clients), [])
  })

  t.test('an opening whose token is replaced before its last statement gets no link', async (t) => {
    const old = await one(stage)
    const held = service.hold('before save link_created')
    const opening = service.open(old.token)
    await held.reached
    const fresh = await stage.staff.replace(old.clientId)
    held.release()
    t.match(await opening, { status: 410, body: { code: 'TOKEN_REVOKED' } })
    t.equal(await stage.tokenStatus(fresh.tokenId), 'pending', 'the new token has not moved')
    t.equal((await other.open(fresh.token)).status, 200)
    t.equal((await stage.accountsOf(old.clientId)).length, 1)
    t.same(await stage.violations([old]), [])
  })

  t.test('an opening whose last statement came first has a link, and the new token opens', async (t) => {
    const old = await one(stage)
    const held = service.hold('after save link_created')
    const opening = service.open(old.token)
    await held.reached
    const fresh = await stage.staff.replace(old.clientId)
    held.release()
    t.match(await opening, { status: 200 })
    t.equal(await stage.tokenStatus(old.tokenId), 'revoked')
    t.equal((await other.open(fresh.token)).status, 200)
    t.same(await stage.violations([old]), [])
  })

  t.test('an opening whose token expires before its last statement gets no link', async (t) => {
    t.same(await expiredMeanwhile(stage), [])
  })

  t.test('a machine clock that is ten minutes wrong decides nothing', async (t) => {
    t.same(await wrongClock(stage), [])
  })

  t.test('a token in progress opens again, with a link of its own each time', async (t) => {
    t.same(await openedAgain(stage), [])
  })
})
