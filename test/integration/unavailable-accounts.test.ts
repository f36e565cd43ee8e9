import t from 'tap'
import { ADMIN_KEY } from '../support/service.ts'
import { stage, type Invited } from '../support/stage.ts'

t.test('no link is made for an account that is rejected or gone', async (t) => {
  const scene = await stage(t)
  const service = await scene.instance()
  const { simulator, db } = scene

  async function opened() {
    const [invited] = (await scene.invite(1)) as [Invited]
    t.equal((await service.open(invited.token)).status, 200)
    const [account] = await scene.accountsOf(invited.clientId)
    const accountId = account?.id ?? ''
    const calls = async () => (await simulator.calls({ route: 'accounts.retrieve' })).length
    const links = async () => (await simulator.accountLinks()).filter((link) => link.account === accountId).length
    return { ...invited, accountId, calls, links }
  }
  /** As if what is known of the account had been fetched that long ago. */
  const later = (accountId: string, seconds: number) =>
    db.query(`update accounts set fetched_at = fetched_at - $2 * interval '1 second' where id = $1`, [
      accountId,
      seconds,
    ])
  const shown = async ({ clientId }: Invited) => (await service.showAnswer(clientId)).body

  const rejected = { outcome: 'save_for_later', disabled_reason: 'rejected.fraud' } as const
  const ends = {
    rejected: (accountId: string) => simulator.setAccountState(accountId, rejected),
    disconnected: (accountId: string) => simulator.setAccountState(accountId, { access: 'deauthorised' }),
  }
  for (const [readiness, end] of Object.entries(ends)) {
    t.test(
      `${readiness}: Stripe's refusal of the link has the account fetched, and what is known stands`,
      async (t) => {
        const client = await opened()
        await end(client.accountId)
        t.match(await service.open(client.token), {
          status: 502,
          body: { code: 'ACCOUNT_UNAVAILABLE', retryable: false },
        })
        t.match(await shown(client), { account: { readiness }, onboarding: { status: 'in_progress' } })
        const [calls, links] = [await client.calls(), (await simulator.calls({ route: 'account_links.create' })).length]
        t.match(await service.open(client.token), { status: 502, body: { code: 'ACCOUNT_UNAVAILABLE' } })
        t.equal(await client.calls(), calls, 'Stripe is not asked again within ten seconds')
        await later(client.accountId, 11)
        t.match(await service.open(client.token), { status: 502, body: { code: 'ACCOUNT_UNAVAILABLE' } })
        t.ok((await client.calls()) > calls, 'and is asked after that')
        t.equal((await simulator.calls({ route: 'account_links.create' })).length, links, 'for no link, though')
        t.equal(await client.links(), 1)
      },
    )
  }

  t.test('a rejection that was taken back opens again', async (t) => {
    const client = await opened()
    await simulator.setAccountState(client.accountId, rejected)
    await service.call('POST', `/api/v1/clients/${client.clientId}/sync`, undefined, {
      authorization: `Bearer ${ADMIN_KEY}`,
    })
    await simulator.setAccountState(client.accountId, { outcome: 'save_for_later', disabled_reason: null })
    await later(client.accountId, 11)
    t.equal((await service.open(client.token)).status, 200)
  })
})
