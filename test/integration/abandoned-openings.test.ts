import t from 'tap'
import { ACCOUNT_LINK, visitLink } from '../support/account-links.ts'
import { stuck } from '../support/invariants.ts'
import { one } from '../support/openings.ts'
import { served } from '../support/served.ts'
import { environmentFor } from '../support/service.ts'
import { stage as setStage } from '../support/stage.ts'

t.test('openings that are interrupted or automatic', async (t) => {
  const stage = await setStage(t)
  const service = await stage.instance()

  t.test('when the browser goes away in the middle, the work is done to its end', async (t) => {
    for (const point of ['before createAccount', 'after createAccount', 'before save link_created'] as const) {
      const invited = await one(stage)
      const [held, done] = [service.hold(point), service.hold('after save link_created')]
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

  t.test('a service that gets SIGTERM during an opening finishes it, accepts no other, and exits', async (t) => {
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
    t.match(await answer.json(), { url: ACCOUNT_LINK })
    t.same(await service.exited, [0, null], 'it ends well')
    t.ok(performance.now() - toldAt < 10_000, `within ten seconds: ${Math.round(performance.now() - toldAt)} ms`)
    t.equal(await stage.tokenStatus(invited.tokenId), 'in_progress')
    t.same(await stage.violations([invited]), [])
  })

  t.test('a HEAD and a prefetch have no effect', async (t) => {
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
    'a mail scanner that opens the link, and the page behind it, takes nothing away from the client',
    async (t) => {
      const invited = await one(stage)
      const scanned = await service.open(invited.token)
      t.equal(scanned.status, 200)
      const link = String(scanned.body.url)
      t.equal((await visitLink(link)).status, 200, 'the scanner follows it, which uses it up')
      t.equal((await visitLink(link)).status, 302)
      t.equal(await stage.tokenStatus(invited.tokenId), 'in_progress')
      const human = await service.open(invited.token)
      t.equal(human.status, 200)
      t.equal((await visitLink(String(human.body.url))).status, 200, 'and the client has a fresh one')
      t.equal((await stage.accountsOf(invited.clientId)).length, 1)
      t.same(await stage.violations([invited]), [])
    },
  )
})
