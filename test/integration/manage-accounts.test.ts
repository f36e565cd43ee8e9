import t from 'tap'
import { apiKeysIn } from '../support/api-keys.ts'
import { existingAccount } from '../support/existing-account.ts'
import { ADMIN_KEY } from '../support/service.ts'
import { stage } from '../support/stage.ts'

t.setTimeout(200_000)

const admin = { authorization: `Bearer ${ADMIN_KEY}` }

for (const api of ['v1', 'v2'] as const) {
  t.test(`what staff do to accounts of ${api}`, async (t) => {
    const scene = await stage(t)
    const { simulator, db } = scene
    const service = await scene.instance({ STRIPE_ACCOUNTS_API: api })
    const post = (path: string, body?: object, headers = admin) =>
      service.call('POST', `/api/v1/clients/${path}`, body, headers)
    const typesOf = async (clientId: string) => {
      const { body } = await service.call('GET', `/api/v1/clients/${clientId}/events`, undefined, admin)
      return (body.data as { type: string; details: object }[]).map(({ type, details }) => ({ type, details }))
    }
    async function opened() {
      const client = await service.invite({ country: 'DE' })
      t.equal((await service.open(client.token)).status, 200)
      return { ...client, accountId: (await service.show(client.clientId)).account.id as string }
    }

    t.test('a reset leads to another account, in another country, and the old one comes back no more', async (t) => {
      const { clientId, token, accountId } = await opened()
      t.match(await post(`${clientId}/account/reset`, { accountId: 'acct_other' }), {
        status: 409,
        body: { code: 'ACCOUNT_EXISTS' },
      })
      const reset = await post(`${clientId}/account/reset`, { accountId })
      t.match(reset, {
        status: 200,
        body: {
          account: { id: null, readiness: 'none' },
          onboarding: { status: 'revoked' },
          nextStep: /staff reset the account/,
        },
      })
      t.match(await post(`${clientId}/account/reset`), { status: 409, body: { code: 'NO_ACCOUNT' } })
      t.match(await service.open(token), { status: 410, body: { code: 'TOKEN_REVOKED' } })
      t.match((await typesOf(clientId)).slice(0, 3), [
        { type: 'readiness_changed' },
        { type: 'account_reset', details: { accountId } },
        { type: 'token_revoked' },
      ])
      const moved = await service.call('PATCH', `/api/v1/clients/${clientId}`, { country: 'FR' }, admin)
      t.equal(moved.status, 200, 'the country is free again')
      const issued = await post(`${clientId}/onboarding-tokens`)
      t.equal((await service.open(issued.body.onboarding.token)).status, 200)
      const accounts = await scene.accountsOf(clientId)
      t.match(accounts, [
        { id: accountId, country: 'DE' },
        { country: 'FR', metadata: { generation: '2' } },
      ])
      await simulator.setAccountState(accountId, { outcome: 'complete' })
      await post(`${clientId}/sync`)
      const { account, onboarding } = await service.show(clientId)
      t.equal(account.id, accounts[1]?.id)
      t.match(
        onboarding,
        { status: 'in_progress', purpose: 'onboarding' },
        'what becomes of the old one is no evidence',
      )
      const { rows } = await db.query('select id, detached_at is null as attached from accounts where client_id = $1', [
        clientId,
      ])
      t.equal(rows.length, 2, 'the history stays')
      t.equal(rows.filter(({ attached }) => attached).length, 1)
      const other = await service.invite()
      t.match(await post(`${clientId}/account/adopt`, { accountId }), { status: 409 })
      t.match(await post(`${other.clientId}/account/adopt`, { accountId }), {
        status: 409,
        body: { code: 'ACCOUNT_TAKEN' },
      })
    })

    t.test('an account that was adopted by mistake can be given to another client', async (t) => {
      const [wrong, right] = [await service.invite(), await service.invite()]
      const accountId = await existingAccount(scene.stripe.url, api)
      t.equal((await post(`${wrong.clientId}/account/adopt`, { accountId })).status, 200)
      t.equal((await post(`${wrong.clientId}/account/reset`)).status, 200)
      t.match(await post(`${right.clientId}/account/adopt`, { accountId }), {
        status: 200,
        body: { account: { id: accountId } },
      })
    })

    t.test('while an account may have been created, there is no reset', async (t) => {
      const { clientId, token } = await service.invite()
      await simulator.faults.add({ route: 'accounts.create', times: 9, fault: { kind: 'reset', when: 'after' } })
      await service.open(token)
      for (const act of ['reset', 'close', 'unreject', 'login-link']) {
        t.match(await post(`${clientId}/account/${act}`), { status: 409, body: { code: 'INTENT_UNRESOLVED' } }, act)
      }
      await simulator.faults.clear()
      t.equal((await service.open(token)).status, 200)
      t.equal((await scene.accountsOf(clientId)).length, 1)
    })

    t.test('closing an account ends it and its link; a repetition changes nothing more', async (t) => {
      const { clientId, token, accountId } = await opened()
      const closed = await post(`${clientId}/account/close`)
      t.match(closed, {
        status: 200,
        body: { account: { readiness: 'disconnected' }, onboarding: { status: 'revoked' } },
      })
      t.equal((await service.open(token)).status, 410)
      t.match(
        (await simulator.accounts()).find(({ id }) => id === accountId),
        { access: 'deleted' },
      )
      t.ok((await typesOf(clientId)).some(({ type }) => type === 'account_closed'))
      t.equal((await post(`${clientId}/account/close`)).status, 200)
      t.equal((await post(`${clientId}/account/reset`)).status, 200, 'and the client can begin again')
    })

    t.test('a rejection has a reason, ends openings, and can be taken back', async (t) => {
      const { clientId, token, accountId } = await opened()
      t.match(await post(`${clientId}/account/reject`, {}), { status: 400 })
      const rejected = await post(`${clientId}/account/reject`, { reason: 'fraud' })
      t.match(rejected, { status: 200, body: { account: { readiness: 'rejected', nextAction: 'operator' } } })
      t.match(await service.open(token), { status: 502, body: { code: 'ACCOUNT_UNAVAILABLE' } })
      const recorded = (await typesOf(clientId)).find(({ type }) => type === 'account_rejected')
      t.same(recorded?.details, { accountId, reason: 'fraud' })
      t.match(await post(`${clientId}/account/unreject`), {
        status: 200,
        body: { account: { readiness: 'onboarding' } },
      })
      t.equal((await service.open(token)).status, 200)
      await simulator.setAccountState(accountId, { outcome: 'reject' })
      const refused = await post(`${clientId}/account/unreject`)
      t.match(refused, {
        status: 502,
        body: { code: 'STRIPE_ACCOUNT_CHANGE_FAILED', retryable: false, detail: /Stripe refused this/ },
      })
    })

    t.test(
      'a login link is for finished clients with an Express dashboard, and is recorded without its URL',
      async (t) => {
        const { clientId, accountId } = await opened()
        t.match(await post(`${clientId}/account/login-link`), {
          status: 409,
          body: { code: 'LOGIN_LINK_UNAVAILABLE', detail: /not finished/ },
        })
        await simulator.setAccountState(accountId, { outcome: 'complete' })
        await post(`${clientId}/sync`)
        const { status, body } = await post(`${clientId}/account/login-link`)
        t.equal(status, 200)
        t.match(body, { clientId, url: new RegExp(`/express/${accountId}/`) })
        const [latest] = await typesOf(clientId)
        t.strictSame(latest, { type: 'login_link_created', details: { accountId } })
      },
    )

    t.test('none of this is for keys without the scope', async (t) => {
      const { clientId } = await opened()
      const { secret } = await apiKeysIn(t, scene.databaseUrl).create('clients:write', 'tokens:write', 'read')
      const narrow = { authorization: `Bearer ${secret}` }
      for (const act of ['reset', 'close', 'reject', 'unreject', 'login-link']) {
        t.equal((await post(`${clientId}/account/${act}`, { reason: 'fraud' }, narrow)).status, 403, act)
      }
    })
  })
}
