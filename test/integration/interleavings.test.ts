import t, { type Test } from 'tap'
import { type Answer, stuck } from '../support/invariants.ts'
import {
  changedEmail,
  expiredMeanwhile,
  lostAnswer,
  openedAgain,
  revokedMeanwhile,
  savedFailure,
  twoTokens,
  wrongClock,
} from '../support/scenarios.ts'
import { served } from '../support/served.ts'
import { ADMIN_KEY, environmentFor } from '../support/service.ts'
import { type Invited, stage as setStage, type Stage } from '../support/stage.ts'
import { tcpProxy } from '../support/tcp-proxy.ts'

const admin = { authorization: `Bearer ${ADMIN_KEY}` }

const one = async (stage: Stage) => (await stage.invite(1))[0] as Invited

t.test('two openings of one token, of which neither knows of the other', async (t) => {
  const stage = await setStage(t)
  const [first, second] = [await stage.instance(), await stage.instance()]

  for (const [row, other, where] of [
    ['I1', first, 'at one instance'],
    ['I2', second, 'at two instances'],
  ] as const) {
    t.test(`${row}: ${where}, while Stripe creates the account, both get a link of their own to it`, async (t) => {
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

    t.test(`${row}: ${where}, when both have the account and neither has stored it, both get a link`, async (t) => {
      const invited = await one(stage)
      const holds = [first.hold('before recordLink'), other.hold('before recordLink')]
      const openings = [first.open(invited.token), other.open(invited.token)]
      await Promise.all(holds.map(({ reached }) => reached))
      for (const { release } of holds) release()
      await bothGetLinks(t, stage, invited, await Promise.all(openings))
    })

    t.test(`${row}: ${where}, the one that is slower by a whole opening gets a link too`, async (t) => {
      const invited = await one(stage)
      const held = first.hold('before createAccount')
      const slow = first.open(invited.token)
      await held.reached
      const quick = await other.open(invited.token)
      held.release()
      await bothGetLinks(t, stage, invited, [quick, await slow])
    })
  }

  t.test('I2: an opening that failed after another one succeeded takes nothing away', async (t) => {
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

async function bothGetLinks(t: Test, stage: Stage, invited: Invited, answers: Answer[]) {
  t.same(
    answers.map(({ status }) => status),
    [200, 200],
    answers.map(({ text }) => text).join(),
  )
  t.not(answers[0]?.body['url'], answers[1]?.body['url'], 'each has a link of its own')
  const { rows } = await stage.db.query('select distinct account_id from link_attempts where token_id = $1', [
    invited.tokenId,
  ])
  t.equal(rows.length, 1, 'both lead to the same account')
  t.equal((await stage.accountsOf(invited.clientId)).length, 1)
  t.equal(await stage.tokenStatus(invited.tokenId), 'in_progress')
  t.same(await stage.violations([invited]), [])
}

t.test('an opening, and somebody who ends the token', async (t) => {
  const stage = await setStage(t)
  const [service, other] = [await stage.instance(), await stage.instance()]

  t.test("I3: an old token's late opening gets no link, its account is the new token's", async (t) => {
    t.same(await twoTokens(stage), [])
  })

  t.test('I3: whichever of the two comes first, the old token is refused and the new one opens', async (t) => {
    const old = await one(stage)
    t.equal((await service.open(old.token)).status, 200)
    const fresh = await stage.staff.replace(old.clientId)
    const [refused, opened] = await Promise.all([service.open(old.token), other.open(fresh.token)])
    t.match(refused, { status: 410, body: { code: 'TOKEN_REVOKED' } })
    t.match(opened, { status: 200 })
    t.equal((await stage.accountsOf(old.clientId)).length, 1)
    t.same(await stage.violations([old]), [])
  })

  t.test('I4: an opening that is revoked before its last statement gets no link', async (t) => {
    t.same(await revokedMeanwhile(stage), [])
  })

  t.test('I4: wherever the opening is, a revocation before its last statement leaves no link', async (t) => {
    for (const point of [
      'before openIntent',
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
      t.notMatch(answer.text, /setup/)
      t.equal(await stage.tokenStatus(invited.tokenId), 'revoked')
      const { rows } = await stage.db.query('select 1 from link_attempts where token_id = $1', [invited.tokenId])
      t.equal(rows.length, 0)
      t.same(await stage.violations([invited]), [])
    }
  })

  t.test('I5: an opening whose last statement came first keeps its link, and it is the last one', async (t) => {
    const invited = await one(stage)
    const held = service.hold('after recordLink')
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

  t.test(
    'I5: a revocation that waited for the last statement of an opening tells how long its link lives',
    async (t) => {
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
    },
  )

  t.test('I4 and I5: revocations and openings at once end revoked, and no link is newer than the end', async (t) => {
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

  t.test('I6: an opening whose token is replaced before its last statement gets no link', async (t) => {
    const old = await one(stage)
    const held = service.hold('before recordLink')
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

  t.test('I6: an opening whose last statement came first keeps its link, and the new token opens', async (t) => {
    const old = await one(stage)
    const held = service.hold('after recordLink')
    const opening = service.open(old.token)
    await held.reached
    const fresh = await stage.staff.replace(old.clientId)
    held.release()
    t.match(await opening, { status: 200 })
    t.equal(await stage.tokenStatus(old.tokenId), 'revoked')
    t.equal((await other.open(fresh.token)).status, 200)
    t.same(await stage.violations([old]), [])
  })

  t.test('I9: an opening whose token expires before its last statement gets no link', async (t) => {
    t.same(await expiredMeanwhile(stage), [])
  })

  t.test('I24: ten minutes wrong, the clock of the machine decides nothing', async (t) => {
    t.same(await wrongClock(stage), [])
  })

  t.test('a token in progress opens again, with a link of its own each time', async (t) => {
    t.same(await openedAgain(stage), [])
  })
})

t.test('an opening, and a Stripe or a database that does its part and does not say so', async (t) => {
  const stage = await setStage(t)
  const service = await stage.instance({ OPENING_DEADLINE_SECONDS: '1' })

  t.test('I17: an account whose creation was not answered is the one that the next opening gets', async (t) => {
    t.same(await lostAnswer(stage), [])
    const invited = await one(stage)
    await stage.simulator.faults.add({ route: 'accounts.create', fault: { kind: 'timeout', when: 'after', ms: 2000 } })
    const late = await service.open(invited.token)
    t.match(late, { status: 502, body: { code: 'STRIPE_ACCOUNT_CREATE_FAILED', retryable: true } })
    t.equal(await stage.tokenStatus(invited.tokenId), 'pending')
    t.same(await stuck(() => service.open(invited.token), 1), [])
    t.same(await stage.violations([invited]), [])
  })

  t.test('I18: an account link that was not answered is thrown away, the next opening makes another', async (t) => {
    const invited = await one(stage)
    const fault = { kind: 'timeout', when: 'after', ms: 2000 } as const
    await stage.simulator.faults.add({ route: 'account_links.create', fault })
    const late = await service.open(invited.token)
    t.match(late, { status: 502, body: { code: 'STRIPE_ACCOUNT_LINK_FAILED', retryable: true } })
    t.equal(await stage.tokenStatus(invited.tokenId), 'pending')
    t.same(await stuck(() => service.open(invited.token), 1), [])
    t.same(await stage.violations([invited]), [])
  })

  t.test(
    'I19: when the database is away after Stripe did its part, the answer is 503, and nothing is lost',
    async (t) => {
      const proxy = await tcpProxy(t, stage.databaseUrl)
      const cut = await stage.instance({}, { databaseUrl: proxy.url })
      for (const point of ['after createAccount', 'before recordLink'] as const) {
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
        t.notMatch(answer.text, /setup/, 'the link is not handed out, though there is one')
        proxy.refuse(false)
        t.same(await stuck(() => cut.open(invited.token), 1), [])
        t.equal((await stage.accountsOf(invited.clientId)).length, 1)
        t.same(await stage.violations([invited]), [])
      }
    },
  )

  t.test(
    'I20: when the last statement is cut off from its answer, the answer is 503, and the token opens',
    async (t) => {
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
        t.equal(await stage.tokenStatus(invited.tokenId), stored, 'done or not, nobody was told')
        t.same(await stuck(() => cut.open(invited.token), 1), [])
        const { rows } = await stage.db.query('select 1 from link_attempts where token_id = $1', [invited.tokenId])
        t.equal(rows.length, at === 'unsent' ? 1 : 2, 'and it was not repeated behind our back')
        t.same(await stage.violations([invited]), [])
      }
    },
  )

  t.test('I20: the same with the intent, and with what is kept of a failure', async (t) => {
    const proxy = await tcpProxy(t, stage.databaseUrl)
    const cut = await stage.instance({}, { databaseUrl: proxy.url })
    for (const text of ['into "account_intents"', 'last_error =']) {
      for (const at of ['unsent', 'unanswered'] as const) {
        const invited = await one(stage)
        await stage.simulator.faults.add({
          route: 'account_links.create',
          fault: { kind: 'error', status: 400, saved: false },
        })
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
  })

  t.test('I23: an e-mail that is corrected while the outcome is unknown does not hold the client up', async (t) => {
    t.same(await changedEmail(stage), [])
  })

  t.test('I23: a country that is corrected during an opening is that of the account, or is locked', async (t) => {
    const correct = ({ clientId }: Invited, country: string) =>
      service.call('PATCH', `/api/v1/clients/${clientId}`, { country }, admin)
    const seen: string[] = []
    for (const point of [
      'before openIntent',
      'before createAccount',
      'after createAccount',
      'after recordLink',
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
      'before openIntent: FR',
      'before createAccount: COUNTRY_LOCKED',
      'after createAccount: COUNTRY_LOCKED',
      'after recordLink: COUNTRY_LOCKED',
    ])
  })

  t.test('I25: a key that Stripe has forgotten makes no second account', async (t) => {
    const patient = await stage.instance()
    const invited = await one(stage)
    await stage.simulator.faults.add({ route: 'accounts.create', times: 2, fault: { kind: 'reset', when: 'after' } })
    t.equal((await patient.open(invited.token)).status, 502)
    await stage.simulator.clock.advance(25 * 3_600_000)
    await stage.ageIntent(invited.clientId, 25)
    t.same(await stuck(() => patient.open(invited.token), 1), [])
    t.match(await stage.accountsOf(invited.clientId), [{ metadata: { generation: '1' } }])
    t.same(await stage.violations([invited]), [])
  })

  t.test('I25: nor does one that Stripe forgets while the account is not in its list yet', async (t) => {
    const patient = await stage.instance()
    const invited = await one(stage)
    await stage.simulator.faults.add({ route: 'accounts.create', times: 2, fault: { kind: 'reset', when: 'after' } })
    t.equal((await patient.open(invited.token)).status, 502)
    await stage.ageIntent(invited.clientId, 25)
    await stage.simulator.setListLag(3_600_000)
    t.match(await patient.open(invited.token), { status: 502, body: { retryable: true } })
    await stage.simulator.setListLag(0)
    t.same(await stuck(() => patient.open(invited.token), 1), [])
    t.equal((await stage.accountsOf(invited.clientId)).length, 1)
    t.same(await stage.violations([invited]), [])
  })

  t.test('I26: an account behind a 500 that Stripe saved is found', async (t) => {
    t.same(await savedFailure(stage), [])
  })

  t.test('I26: without an account behind it, two instances settle it with one new account', async (t) => {
    const [here, there] = [await stage.instance(), await stage.instance()]
    const invited = await one(stage)
    await stage.simulator.faults.add({ route: 'accounts.create', fault: { kind: 'error', status: 500, saved: true } })
    t.match(await here.open(invited.token), { status: 502, body: { retryable: true } })
    t.match(await there.open(invited.token), { status: 502, body: { retryable: true } }, 'not before a minute is over')
    await stage.ageSettling([invited.clientId])
    const holds = [here.hold('after findAccount'), there.hold('after findAccount')]
    const openings = [here.open(invited.token), there.open(invited.token)]
    await Promise.all(holds.map(({ reached }) => reached))
    for (const { release } of holds) release()
    await bothGetLinks(t, stage, invited, await Promise.all(openings))
    t.match(await stage.accountsOf(invited.clientId), [{ metadata: { generation: '2' } }])
  })
})

t.test('an opening, and who asked for it', async (t) => {
  const stage = await setStage(t)
  const service = await stage.instance()

  t.test('I27: when the browser goes away in the middle, the work is done to its end', async (t) => {
    for (const point of ['before createAccount', 'after createAccount', 'before recordLink'] as const) {
      const invited = await one(stage)
      const [held, done] = [service.hold(point), service.hold('after recordLink')]
      const away = new AbortController()
      const opening = fetch(`${service.url}/api/v1/onboard-client?token=${invited.token}`, { signal: away.signal })
      const gone = t.rejects(opening, { name: 'AbortError' })
      await held.reached
      away.abort()
      await gone
      held.release()
      await done.reached
      t.equal(await stage.tokenStatus(invited.tokenId), 'in_progress', point)
      done.release()
      t.same(await stuck(() => service.open(invited.token), 1), [])
      t.equal((await stage.accountsOf(invited.clientId)).length, 1)
      t.same(await stage.violations([invited]), [])
    }
  })

  t.test('I28: told to stop in the middle, the service ends the opening, takes no other, and is gone', async (t) => {
    const invited = await one(stage)
    const service = await served(t, environmentFor({ databaseUrl: stage.databaseUrl, stripeUrl: stage.stripe.url }))
    const { url } = service
    await stage.simulator.faults.add({ route: 'accounts.create', fault: { kind: 'latency', ms: 1500 } })
    const asked = await stage.stripeWillBeAsked('accounts.create')
    const opening = fetch(`${url}/api/v1/onboard-client?token=${invited.token}`)
    await asked()
    const toldAt = performance.now()
    service.kill('SIGTERM')

    const turnedAway = async (): Promise<boolean> => {
      try {
        // A link that there is not: it is answered at once as long as the signal has not arrived.
        const late = await fetch(`${url}/api/v1/onboard-client?token=obt_x`, { headers: { connection: 'close' } })
        await late.text()
        return late.status === 503
      } catch {
        return true
      }
    }
    // The signal takes a moment to arrive; the opening that is under way takes longer.
    let refused = false
    while (!refused && performance.now() - toldAt < 1000) refused = await turnedAway()
    t.ok(refused, 'while it ends the opening it takes no other')
    const answer = await opening
    t.equal(answer.status, 200)
    t.match(await answer.json(), { url: /setup/ })
    t.same(await service.exited, [0, null], 'it ends well')
    t.ok(performance.now() - toldAt < 10_000, `within ten seconds: ${Math.round(performance.now() - toldAt)} ms`)
    t.equal(await stage.tokenStatus(invited.tokenId), 'in_progress')
    t.same(await stage.violations([invited]), [])
  })

  t.test('I29: a HEAD and a prefetch have no effect', async (t) => {
    const invited = await one(stage)
    const path = `/api/v1/onboard-client?token=${invited.token}`
    const calls = (await stage.simulator.calls()).length
    const head = await fetch(`${service.url}${path}`, { method: 'HEAD' })
    t.equal(head.status, 404)
    for (const header of ['Sec-Purpose', 'Purpose'])
      t.match(await service.call('GET', path, undefined, { [header]: 'prefetch' }), {
        status: 403,
        body: { code: 'PREFETCH_REFUSED' },
      })
    t.equal((await stage.simulator.calls()).length, calls, 'Stripe was not asked')
    t.equal(await stage.tokenStatus(invited.tokenId), 'pending')
    const { rows } = await stage.db.query('select 1 from account_intents where client_id = $1', [invited.clientId])
    t.equal(rows.length, 0)
  })

  t.test(
    'I29: a mail scanner that opens the link, and what it leads to, takes nothing away from the client',
    async (t) => {
      const invited = await one(stage)
      const scanned = await service.open(invited.token)
      t.equal(scanned.status, 200)
      const link = String(scanned.body.url)
      t.equal((await fetch(link)).status, 200, 'the scanner follows it, which uses it up')
      t.equal((await fetch(link, { redirect: 'manual' })).status, 302)
      t.equal(await stage.tokenStatus(invited.tokenId), 'in_progress')
      const human = await service.open(invited.token)
      t.equal(human.status, 200)
      t.equal(
        (await fetch(String(human.body.url), { redirect: 'manual' })).status,
        200,
        'and the client has a fresh one',
      )
      t.equal((await stage.accountsOf(invited.clientId)).length, 1)
      t.same(await stage.violations([invited]), [])
    },
  )
})
