import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import type { ProviderOperation } from '../../src/domain/provider-failure.ts'
import type { AccountRequest, PaymentProvider } from '../../src/ports/payment-provider.ts'
import { SHAPE, TERMS } from '../support/terms.ts'

export interface Provider {
  readonly provider: PaymentProvider
  /** How many accounts the provider holds, those of every test together. */
  readonly held: () => Promise<number>
  /** Waits until searches find every account that was created. Without it, they do at once. */
  readonly listed?: () => Promise<void>
}

const MINUTE_MS = 60_000

/** What every payment provider does while nothing fails. */
export function paymentProviderContract(t: Test, name: string, open: (t: Test) => Promise<Provider>): void {
  t.test(`${name}: creating an account`, async (t) => {
    const { provider, held } = await open(t)

    t.test('a fresh account is nowhere near ready', async (t) => {
      const facts = await provider.createAccount(requestOf(), noHurry())
      t.match(facts, { accountId: /^\S+$/, submitted: false, asks: [{ what: String, from: 'client' }] })
    })

    t.test('two requests give one account', async (t) => {
      const before = await held()
      const request = requestOf()
      const first = await provider.createAccount(request, noHurry())
      const second = await provider.createAccount(structuredClone(request), noHurry())
      t.equal(second.accountId, first.accountId)
      t.equal(await held(), before + 1)
    })

    t.test('ten concurrent requests give one account', async (t) => {
      const before = await held()
      const request = requestOf()
      const all = await Promise.all(Array.from({ length: 10 }, () => provider.createAccount(request, noHurry())))
      t.equal(new Set(all.map(({ accountId }) => accountId)).size, 1)
      t.equal(await held(), before + 1)
    })

    t.test('an account is in the country that was wanted, and the provider says so', async (t) => {
      const request = requestOf()
      const parameters = { ...request.parameters, country: 'FR' }
      const { accountId, country } = await provider.createAccount({ ...request, parameters }, noHurry())
      t.equal(country, 'FR')
      t.match(await provider.retrieveAccount(asked(accountId), noHurry()), { facts: { country: 'FR' } })
    })

    t.test('another generation is another account, and so is another client', async (t) => {
      const request = requestOf()
      const all = [
        await provider.createAccount(request, noHurry()),
        await provider.createAccount({ ...request, generation: 2 }, noHurry()),
        await provider.createAccount({ ...request, clientId: randomUUID() }, noHurry()),
      ]
      t.equal(new Set(all.map(({ accountId }) => accountId)).size, 3)
    })

    t.test('other parameters under the same key spend it and make no account', async (t) => {
      const request = requestOf()
      await provider.createAccount(request, noHurry())
      const before = await held()
      const parameters = { ...request.parameters, email: 'other@example.com' }
      await t.rejects(provider.createAccount({ ...request, parameters }, noHurry()), {
        name: 'PaymentProviderError',
        failure: { operation: 'create_account', outcome: 'key_spent' },
      })
      t.equal(await held(), before)
    })

    t.test('an account can be created without a country, unless the provider says that it needs one', async (t) => {
      if (provider.traits.needsCountry) return
      const parameters = { email: 'ada@example.com', name: 'Ada' }
      const { accountId } = await provider.createAccount({ ...requestOf(), parameters }, noHurry())
      t.match(accountId, /^\S+$/)
    })
  })

  t.test(`${name}: finding an account`, async (t) => {
    const { provider, listed = async () => {} } = await open(t)
    const request = requestOf({ generation: 2 })
    const { clientId, generation, terms } = request
    const since = new Date(Date.now() - MINUTE_MS)
    const { accountId } = await provider.createAccount(request, noHurry())
    await provider.createAccount(requestOf(), noHurry())
    await listed()

    t.test('it is found by its client and its generation', async (t) => {
      const found = await provider.findAccount({ clientId, generation, terms, since }, noHurry())
      t.match(found, { accountId, submitted: false })
    })

    t.test('an account of the second in which the search begins is found', async (t) => {
      const soon = requestOf()
      const from = new Date(Math.floor(Date.now() / 1000) * 1000)
      const created = await provider.createAccount(soon, noHurry())
      await listed()
      const found = await provider.findAccount({ ...soon, since: from }, noHurry())
      t.equal(found?.accountId, created.accountId)
    })

    t.test('that of another generation or another client is not', async (t) => {
      t.equal(await provider.findAccount({ clientId, generation: 1, terms, since }, noHurry()), undefined)
      t.equal(await provider.findAccount({ clientId, generation: 22, terms, since }, noHurry()), undefined)
      t.equal(await provider.findAccount({ clientId: randomUUID(), generation, terms, since }, noHurry()), undefined)
    })

    t.test('an older one is not', async (t) => {
      const future = new Date(Date.now() + MINUTE_MS)
      t.equal(await provider.findAccount({ clientId, generation, terms, since: future }, noHurry()), undefined)
    })
  })

  t.test(`${name}: making a link`, async (t) => {
    const { provider } = await open(t)
    const { accountId } = await provider.createAccount(requestOf(), noHurry())

    t.test('it is fresh each time and expires in the future', async (t) => {
      const links = [
        await provider.createAccountLink({ accountId, ...waysBack }, noHurry()),
        await provider.createAccountLink({ accountId, ...waysBack }, noHurry()),
        await provider.createAccountLink({ accountId, ...waysBack }, noHurry()),
      ]
      t.equal(new Set(links.map(({ url }) => url)).size, 3)
      for (const { url, expiresAt } of links) {
        t.ok(URL.canParse(url))
        t.ok(expiresAt.getTime() > Date.now())
      }
    })

    t.test('for an unknown account there is none', async (t) => {
      await t.rejects(provider.createAccountLink({ accountId: 'acct_unknown', ...waysBack }, noHurry()), {
        name: 'PaymentProviderError',
        // Stripe refuses it without a code; what the account is like is for `retrieveAccount` to say.
        failure: { operation: 'create_account_link', outcome: /^(refused|account_unavailable)$/ },
      })
    })
  })

  t.test(`${name}: retrieving an account`, async (t) => {
    const { provider } = await open(t)

    t.test('it returns the values of the creation, and the intent that the account is for', async (t) => {
      const request = requestOf({ generation: 3 })
      const facts = await provider.createAccount(request, noHurry())
      t.strictSame(await provider.retrieveAccount(asked(facts.accountId), noHurry()), {
        facts,
        createdFor: { clientId: request.clientId, generation: 3 },
      })
    })

    t.test('an unknown account is not available', async (t) => {
      await t.rejects(provider.retrieveAccount(asked('acct_unknown'), noHurry()), {
        name: 'PaymentProviderError',
        failure: { operation: 'retrieve_account', outcome: 'account_unavailable' },
      })
    })
  })

  t.test(`${name}: the platform has an id and a mode, which stay the same`, async (t) => {
    const { provider } = await open(t)
    const reference = await provider.reference(noHurry())
    t.match(reference, { api: provider.traits.api, platformId: /^\S+$/, livemode: false })
    t.strictSame(await provider.reference(noHurry()), reference)
  })

  t.test(`${name}: a call whose deadline has passed before it starts fails`, async (t) => {
    const { provider } = await open(t)
    const request = requestOf()
    const { accountId } = await provider.createAccount(request, noHurry())
    const late = AbortSignal.abort()
    const calls: Record<
      Extract<ProviderOperation, 'create_account' | 'find_account' | 'create_account_link' | 'retrieve_account'>,
      Promise<unknown>
    > = {
      create_account: provider.createAccount(requestOf(), late),
      find_account: provider.findAccount({ ...request, since: new Date(0) }, late),
      create_account_link: provider.createAccountLink({ accountId, ...waysBack }, late),
      retrieve_account: provider.retrieveAccount(asked(accountId), late),
    }
    for (const [operation, call] of Object.entries(calls)) {
      await t.rejects(call, {
        name: 'PaymentProviderError',
        failure: { operation, outcome: 'unknown', code: 'deadline_passed' },
      })
    }
  })
}

/** A signal that never fires. */
export const noHurry = (): AbortSignal => new AbortController().signal

export const waysBack = {
  upFront: 'everything' as const,
  returnUrl: 'https://platform.example/callback?state=s',
  refreshUrl: 'https://platform.example/refresh?state=s',
}

/** How an account is asked for by a platform that needs what it was created for. */
export const asked = (accountId: string) => ({ accountId, capabilities: SHAPE.capabilities })

/** The account of a client of its own. */
export function requestOf({ generation = 1 } = {}): AccountRequest {
  const clientId = randomUUID()
  return {
    clientId,
    generation,
    parameters: {
      email: `${clientId}@example.com`,
      name: 'Ada Lovelace',
      country: 'DE',
    },
    terms: TERMS,
  }
}
