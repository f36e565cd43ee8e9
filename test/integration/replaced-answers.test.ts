import t from 'tap'
import { NONSENSE, REPLACED_ANSWERS } from '../support/replaced-answers.ts'
import { ADMIN_KEY } from '../support/service.ts'
import { stage, type Invited, type Stage } from '../support/stage.ts'

const AT_ONCE = 8

t.test('an account whose answer was replaced on the way is the only one', async (t) => {
  const scene = await stage(t)
  const instances = [await scene.instance(), await scene.instance()] as const
  const { faults } = scene.simulator

  for (const [name, fault] of Object.entries({ ...REPLACED_ANSWERS, ...NONSENSE })) {
    t.test(`${name}, opened one after the other`, async (t) => {
      const [invited] = (await scene.invite(1)) as [Invited]
      // The SDK tries again by itself after a 5xx.
      await faults.add({ route: 'accounts.create', fault, times: 2 })
      const first = await instances[0].open(invited.token)
      t.match(first, { status: 502, body: { code: 'STRIPE_ACCOUNT_CREATE_FAILED', retryable: true } })
      t.equal(await scene.tokenStatus(invited.tokenId), 'pending', 'the token has not moved')
      await faults.clear()
      t.equal((await instances[1].open(invited.token)).status, 200)
      t.equal((await scene.accountsOf(invited.clientId)).length, 1)
      t.strictSame(await scene.violations([invited]), [])
    })

    for (const [where, services] of Object.entries({ 'one instance': [instances[0]], 'two instances': instances })) {
      t.test(`${name}, with ${AT_ONCE} concurrent openings on ${where}`, async (t) => {
        const [invited] = (await scene.invite(1)) as [Invited]
        await faults.add({ route: 'accounts.create', fault, times: AT_ONCE / 2 })
        const answers = await Promise.all(
          Array.from({ length: AT_ONCE }, (_, n) =>
            (services[n % services.length] ?? instances[0]).open(invited.token),
          ),
        )
        for (const answer of answers) t.ok(answer.status === 200 || answer.status === 502, answer.text)
        await faults.clear()
        t.equal((await instances[1].open(invited.token)).status, 200)
        t.equal((await scene.accountsOf(invited.clientId)).length, 1)
        t.strictSame(await scene.violations([invited]), [])
      })
    }
  }
})

t.test('nonsense instead of an answer changes nothing that is stored', async (t) => {
  const scene = await stage(t)
  const service = await scene.instance()
  const { faults } = scene.simulator
  const [invited] = (await scene.invite(1)) as [Invited]
  await service.open(invited.token)
  const [account] = await scene.accountsOf(invited.clientId)
  await scene.simulator.setAccountState(account?.id ?? '', { outcome: 'complete' })
  await sync(service, invited)
  const [other] = (await scene.invite(1)) as [Invited]
  await service.open(other.token)

  const stored = async () =>
    (
      await scene.db.query(
        'select a.id, a.snapshot, o.readiness from accounts a join onboardings o using (client_id) order by a.id',
      )
    ).rows
  const before = await stored()
  t.match(before, [{ readiness: /.+/ }, { readiness: /.+/ }])

  for (const [name, fault] of Object.entries(NONSENSE)) {
    t.test(`${name} to accounts.retrieve: sync says 502`, async (t) => {
      await faults.add({ route: 'accounts.retrieve', fault, times: 5 })
      const answer = await sync(service, invited)
      await faults.clear()
      t.match(answer, { status: 502, body: { code: 'STRIPE_ACCOUNT_RETRIEVE_FAILED', retryable: true } })
      t.strictSame(await stored(), before)
    })

    t.test(`${name} to account_links.create: 502, and the next opening works`, async (t) => {
      await faults.add({ route: 'account_links.create', fault, times: 5 })
      const answer = await service.open(other.token)
      t.match(answer, { status: 502, body: { code: 'STRIPE_ACCOUNT_LINK_FAILED', retryable: true } })
      await faults.clear()
      t.equal((await service.open(other.token)).status, 200)
    })
  }
})

t.test('a failure to find out the platform is one of the call that needs it', async (t) => {
  const scene = await stage(t)
  const service = await scene.instance()
  const [invited, other] = (await scene.invite(2)) as [Invited, Invited]
  await service.open(invited.token)
  const { faults } = scene.simulator
  const gone = { kind: 'error', status: 404, saved: false, error: { code: 'resource_missing' } } as const
  for (const fault of [NONSENSE['200 and an empty object'], gone]) {
    const fresh = await scene.instance()
    await faults.add({ route: 'platform.retrieve', fault, times: 10 })
    t.match(await fresh.open(other.token), { status: 502, body: { code: 'STRIPE_ACCOUNT_CREATE_FAILED' } })
    t.match(await fresh.open(invited.token), { status: 502, body: { code: 'STRIPE_ACCOUNT_LINK_FAILED' } })
    t.match(await sync(fresh, invited), { status: 502, body: { code: 'STRIPE_ACCOUNT_RETRIEVE_FAILED' } })
    await faults.clear()
    t.match(await fresh.showAnswer(invited.clientId), { body: { account: { readiness: 'onboarding' } } })
    t.equal((await fresh.open(invited.token)).status, 200)
  }
})

t.test('a bad answer about the platform is not remembered', async (t) => {
  const scene = await stage(t)
  const service = await scene.instance()
  const [invited] = (await scene.invite(1)) as [Invited]
  await service.open(invited.token)
  const fresh = await scene.instance()
  await scene.simulator.faults.add({ route: 'platform.retrieve', fault: NONSENSE['200 and an empty object'], times: 1 })
  t.match(await sync(fresh, invited), { status: 502, body: { retryable: true } })
  t.equal((await sync(fresh, invited)).status, 200)
})

/** Has the client's account fetched now, as staff does. */
const sync = (service: Awaited<ReturnType<Stage['instance']>>, { clientId }: Invited) =>
  service.call('POST', `/api/v1/clients/${clientId}/sync`, undefined, { authorization: `Bearer ${ADMIN_KEY}` })
