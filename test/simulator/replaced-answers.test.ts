import { Stripe } from 'stripe'
import t from 'tap'
import { failureOf, running } from './harness.ts'

const { errors } = Stripe
const typed = '{"error":{"type":"invalid_request_error","message":"No."}}'

/** What a proxy, a firewall or Stripe itself may say although the account was made. */
const replaced: readonly (readonly [status: number, body: string, failure: typeof errors.StripeError])[] = [
  [400, '{"error":{"message":"No."}}', errors.StripeInvalidRequestError],
  [400, typed, errors.StripeInvalidRequestError],
  [402, typed, errors.StripeCardError],
  [403, '{"error":"Request blocked."}', errors.StripeError],
  [408, typed, errors.StripeError],
  [424, typed, errors.StripeError],
  [499, typed, errors.StripeError],
]

for (const [status, body, expected] of replaced) {
  t.test(`an account is made or not, and ${status} ${body} is the answer`, async (t) => {
    const { stripe, simulator } = await running(t)
    for (const when of ['before', 'after'] as const) {
      await simulator.reset()
      const create = () => stripe.accounts.create({}, { idempotencyKey: 'k1' })
      await simulator.faults.add({ route: 'accounts.create', fault: { kind: 'json', status, body, when } })
      const failure = await failureOf(create())
      t.ok(failure instanceof expected, failure.message)
      t.match(failure, { statusCode: status, requestId: undefined })
      t.equal((await simulator.accounts()).length, when === 'after' ? 1 : 0)
      const { lastResponse } = await create()
      t.equal(lastResponse.headers['idempotent-replayed'], when === 'after' ? 'true' : undefined)
      t.equal((await simulator.accounts()).length, 1)
    }
  })
}

t.test('any JSON is the answer, word for word, with a request id only if it is wanted', async (t) => {
  const { raw, simulator } = await running(t)
  const bodies = ['"ok"', '[]', 'null', '{}', '{"message":"x"}', ' {"id": 1}']
  for (const [index, body] of bodies.entries()) {
    const requestId = index % 2 === 1
    await simulator.faults.add({
      route: 'accounts.create',
      fault: { kind: 'json', status: 200, body, when: 'after', requestId },
    })
    const response = await raw('/v1/accounts', { method: 'POST', headers: { 'idempotency-key': body } })
    t.equal(await response.text(), body)
    t.match(response.headers.get('content-type'), 'application/json')
    t.equal(response.headers.has('request-id'), requestId)
    t.equal(response.headers.has('idempotency-key'), false)
    t.equal((await simulator.accounts()).length, index + 1, 'the account was created all the same')
  }
  t.match(await simulator.calls({ limit: 1 }), [{ fault: 'json', outcome: 'answered', status: 200, executed: true }])
  await t.rejects(simulator.faults.add({ route: '*', fault: { kind: 'json', status: 200, body: 'ok' } }), /JSON/)
})
