import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { accountKey } from '../../src/domain/account-intent.ts'
import { capabilitiesOf, type AccountFacts } from '../../src/domain/account.ts'
import type { FailureOutcome, ProviderOperation } from '../../src/domain/provider-failure.ts'
import { PaymentProviderError, type PaymentProvider } from '../../src/ports/payment-provider.ts'

const Merchant = Type.Object({
  id: Type.String(),
  reference: Type.String(),
  createdAt: Type.String(),
  country: Type.Optional(Type.String()),
  state: Type.Union([Type.Literal('new'), Type.Literal('checking'), Type.Literal('paid_out')]),
})
type Merchant = Static<typeof Merchant>

const api = 'tally'

/** Merchants of the made-up provider Tally: a third adapter, as docs/adding-a-provider.md describes one. */
export function tallyProvider(baseUrl: string): PaymentProvider {
  async function call<T extends TSchema>(
    operation: ProviderOperation,
    schema: T,
    signal: AbortSignal,
    { path, method = 'GET', body }: { path: string; method?: string; body?: object },
  ): Promise<Static<T>> {
    const failed = (outcome: FailureOutcome, code: string, cause?: unknown) =>
      new PaymentProviderError({ operation, outcome, code }, { cause })
    let answer: unknown
    try {
      const response = await fetch(`${baseUrl}${path}`, { method, signal, ...(body && { body: JSON.stringify(body) }) })
      answer = await response.json()
      if (response.status === 404) throw failed('account_unavailable', 'no_such_merchant')
      if (response.status === 422) throw failed('key_spent', 'reference_reused')
    } catch (error) {
      if (error instanceof PaymentProviderError) throw error
      throw failed('unknown', signal.aborted ? 'deadline_passed' : 'connection_lost', error)
    }
    // Only Tally itself answers in these shapes: anything else leaves open what happened.
    if (!Value.Check(schema, answer)) throw failed('unknown', 'invalid_response')
    return answer
  }

  return {
    // Tally never forgets a reference, so a request can always be repeated.
    traits: { api, template: 1, needsCountry: false, memory: { keysMs: Infinity, searchLagMs: 0 } },

    async reference(signal) {
      const Me = Type.Object({ shop: Type.String(), sandbox: Type.Boolean() })
      const { shop, sandbox } = await call('retrieve_account', Me, signal, { path: '/me' })
      return { api, platformId: shop, livemode: !sandbox }
    },

    async createAccount(request, signal) {
      const { email, name, country } = request.parameters
      const path = `/merchants/${encodeURIComponent(accountKey(request))}`
      const merchant = { method: 'PUT', path, body: { email, name, country } }
      return factsOf(await call('create_account', Merchant, signal, merchant))
    },

    async findAccount({ since, ...request }, signal) {
      const Found = Type.Object({ found: Type.Array(Merchant) })
      const path = `/merchants?reference=${encodeURIComponent(accountKey(request))}`
      const { found } = await call('find_account', Found, signal, { path })
      const merchant = found.find(({ createdAt }) => new Date(createdAt) >= since)
      return merchant && factsOf(merchant)
    },

    async createAccountLink({ accountId }, signal) {
      const Session = Type.Object({ link: Type.String(), validSeconds: Type.Integer() })
      const session = { method: 'POST', path: `/merchants/${accountId}/sessions` }
      const { link, validSeconds } = await call('create_account_link', Session, signal, session)
      return { url: link, expiresAt: new Date(Date.now() + validSeconds * 1000) }
    },

    async retrieveAccount({ accountId }, signal) {
      const merchant = await call('retrieve_account', Merchant, signal, { path: `/merchants/${accountId}` })
      const [, clientId = '', generation] = merchant.reference.split(':')
      return { facts: factsOf(merchant), createdFor: { clientId, generation: Number(generation) } }
    },
  }
}

/** Tally knows one capability, transfers, and asks for one thing. */
function factsOf({ id, country, state }: Merchant): AccountFacts {
  const status = { new: 'restricted', checking: 'pending', paid_out: 'active' } as const
  return {
    accountId: id,
    ...(country !== undefined && { country }),
    submitted: state !== 'new',
    capabilities: capabilitiesOf({ payouts: status[state], granted: { transfers: status[state] } }, ['transfers']),
    ...(state === 'new' && { hold: 'client_action' as const }),
    asks: state === 'new' ? [{ what: 'The details of the business', from: 'client', due: 'now' }] : [],
  }
}
