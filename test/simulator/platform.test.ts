import t from 'tap'
import type { PlatformSettings } from '#stripe-simulator'
import { failureOf, payable, running } from './harness.ts'

const transfers = { transfers: { requested: true } }

t.test('Stripe refuses accounts to a platform that is not ready, in words and without a code', async (t) => {
  const { stripe, simulator } = await running(t)
  const refusals: readonly (readonly [settings: PlatformSettings, message: RegExp])[] = [
    [{ registered: false }, /^You can only create new accounts if you've signed up for Connect/],
    [{ profileReviewed: false }, /^Please review the responsibilities of managing losses/],
    [{ accountsV1: false }, /^Stripe no longer recommends Accounts v1/],
  ]
  for (const [settings, message] of refusals) {
    await simulator.setPlatform(settings)
    const refused = await failureOf(stripe.accounts.create({ type: 'express', capabilities: payable }))
    t.match(refused, { statusCode: 400, rawType: 'invalid_request_error', code: undefined, param: undefined, message })
    t.match(refused.requestId, /^req_/)
  }
  t.same(await simulator.accounts(), [])
  await simulator.setPlatform({})
  t.ok(await stripe.accounts.create({ type: 'express', capabilities: payable }))
})

t.test('transfers without card payments need approval, but for recipients', async (t) => {
  const { stripe, simulator } = await running(t)
  const refused = await failureOf(stripe.accounts.create({ type: 'express', capabilities: transfers }))
  t.match(refused, { statusCode: 400, code: undefined, message: /^Your platform needs approval .*support.stripe.com/ })
  const declined = { ...transfers, card_payments: { requested: false } }
  t.match(await failureOf(stripe.accounts.create({ capabilities: declined })), { message: /needs approval/ })
  const recipient = { capabilities: transfers, country: 'JM', tos_acceptance: { service_agreement: 'recipient' } }
  t.match(await stripe.accounts.create(recipient), { country: 'JM', capabilities: { transfers: 'inactive' } })
  await simulator.setPlatform({ transfersAlone: true })
  t.match(await stripe.accounts.create({ capabilities: transfers }), { capabilities: { transfers: 'inactive' } })
})

t.test('a refusal of the platform is stored under the idempotency key', async (t) => {
  const { stripe, simulator } = await running(t)
  await simulator.setPlatform({ registered: false })
  const create = (idempotencyKey: string) => stripe.accounts.create({ capabilities: payable }, { idempotencyKey })
  await failureOf(create('k1'))
  await simulator.setPlatform({})
  t.match(await failureOf(create('k1')), { statusCode: 400, headers: { 'idempotent-replayed': 'true' } })
  t.ok(await create('k2'))
})

t.test('an account is charged only while card payments are active, and paid out whatever they are', async (t) => {
  const { stripe, simulator } = await running(t)
  await simulator.setPlatform({ transfersAlone: true })
  const { id } = await stripe.accounts.create({ capabilities: payable })
  await simulator.setAccountState(id, { outcome: 'complete' })
  t.match(await stripe.accounts.retrieve(id), { charges_enabled: true, payouts_enabled: true })
  const apart = await simulator.setAccountState(id, { capabilities: { card_payments: 'pending' } })
  t.match(apart, {
    charges_enabled: false,
    payouts_enabled: true,
    capabilities: { card_payments: 'pending', transfers: 'active' },
  })
  const back = await simulator.setAccountState(id, { capabilities: { card_payments: 'active', transfers: 'inactive' } })
  t.match(back, { charges_enabled: true, payouts_enabled: true, capabilities: { transfers: 'inactive' } })

  const alone = await stripe.accounts.create({ capabilities: transfers })
  await simulator.setAccountState(alone.id, { outcome: 'complete' })
  t.match(await stripe.accounts.retrieve(alone.id), { charges_enabled: false, payouts_enabled: true })
  await simulator.setAccountState(alone.id, { outcome: 'needs_more' })
  t.match(await stripe.accounts.retrieve(alone.id), { charges_enabled: false, payouts_enabled: false })
})
