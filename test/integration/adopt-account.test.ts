import t from 'tap'
import { existingAccount } from '../support/existing-account.ts'
import { ADMIN_KEY } from '../support/service.ts'
import { stage, type Invited } from '../support/stage.ts'

const admin = { authorization: `Bearer ${ADMIN_KEY}` }

for (const api of ['v1', 'v2'] as const) {
  t.test(`an account of ${api} that exists becomes the account of a client`, async (t) => {
    const scene = await stage(t)
    const { simulator, stripe } = scene
    const service = await scene.instance()
    const adopt = (clientId: string, accountId: string) =>
      service.call('POST', `/api/v1/clients/${clientId}/account/adopt`, { accountId }, admin)
    const existing = () => existingAccount(stripe.url, api)
    const invited = async () => (await scene.invite(1))[0] as Invited
    const accounts = async () => (await simulator.accounts()).length

    t.test('a complete one completes the onboarding', async (t) => {
      const [{ clientId, token }, accountId] = [await invited(), await existing()]
      simulator.setAccountState(accountId, { outcome: 'complete' })
      const before = await accounts()
      const { status, body } = await adopt(clientId, accountId)
      t.equal(status, 200)
      t.match(body, {
        account: { id: accountId, readiness: 'active', payable: true },
        onboarding: { status: 'completed' },
      })
      t.match(await service.open(token), { status: 410, body: { code: 'TOKEN_COMPLETED' } })
      t.equal(await accounts(), before, 'nothing is created')
      const events = await service.call('GET', `/api/v1/clients/${clientId}/events`, undefined, admin)
      t.match(events.body.data.slice(0, 2), [{ type: 'token_completed' }, { type: 'account_adopted' }])
    })

    t.test('an unfinished one is continued by the link of the client', async (t) => {
      const [{ clientId, token }, accountId] = [await invited(), await existing()]
      t.match((await adopt(clientId, accountId)).body, { account: { readiness: 'onboarding' } })
      const before = await accounts()
      t.equal((await service.open(token)).status, 200)
      t.equal(await accounts(), before, 'for the adopted account')
      t.equal((await simulator.accountLinks()).at(-1)?.account, accountId)
      simulator.setAccountState(accountId, { outcome: 'complete' })
      const again = await adopt(clientId, accountId)
      t.match(again.body, { account: { readiness: 'active' }, onboarding: { status: 'completed' } }, 'a repetition')
    })

    t.test('nothing that is not ours, or not free, is adopted', async (t) => {
      const [first, second] = [await invited(), await invited()]
      const [one, other, foreign] = [
        await existing(),
        await existing(),
        await existingAccount(stripe.url, api, { secretKey: 'sk_test_sandbox_other' }),
      ]
      t.equal((await adopt(first.clientId, one)).status, 200)
      t.match(await adopt(second.clientId, one), { status: 409, body: { code: 'ACCOUNT_TAKEN' } })
      t.match(await adopt(first.clientId, other), { status: 409, body: { code: 'ACCOUNT_EXISTS' } })
      for (const unknown of [foreign, 'acct_unknown', 'acct_1SimulatorPlatform']) {
        t.match(await adopt(second.clientId, unknown), { status: 404, body: { code: 'ACCOUNT_NOT_FOUND' } }, unknown)
      }
      t.match(await adopt('01a21ec6-0bbe-732f-a46f-12130baf9efa', other), {
        status: 404,
        body: { code: 'CLIENT_NOT_FOUND' },
      })
      t.equal((await adopt(second.clientId, other)).status, 200, 'and the free one still is')
    })

    t.test('an account that was created for another client stays with it', async (t) => {
      const [owner, thief] = [await invited(), await invited()]
      simulator.faults.add({ route: 'accounts.create', times: 9, fault: { kind: 'reset', when: 'after' } })
      await service.open(owner.token)
      simulator.faults.clear()
      const [lost] = await scene.accountsOf(owner.clientId)
      t.match(await adopt(thief.clientId, lost?.id ?? ''), { status: 409, body: { code: 'ACCOUNT_TAKEN' } })
      t.match(
        await adopt(owner.clientId, await existing()),
        { status: 409, body: { code: 'INTENT_UNRESOLVED' } },
        'and its own client gets no second one',
      )
      t.match(await adopt(owner.clientId, lost?.id ?? ''), { status: 200, body: { account: { id: lost?.id } } })
      t.same(await scene.violations([owner, thief]), [])
    })

    t.test('of two clients that adopt one account at once, one gets it', async (t) => {
      const [first, second, accountId] = [await invited(), await invited(), await existing()]
      const answers = await Promise.all([first, second].map(({ clientId }) => adopt(clientId, accountId)))
      t.strictSame(new Set(answers.map(({ status }) => status)), new Set([200, 409]))
    })
  })
}
