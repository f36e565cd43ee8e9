import type { Stripe } from 'stripe'
import { accountKey } from '../../../domain/account-intent.ts'
import type { PaymentProvider } from '../../../ports/payment-provider.ts'
import { createdForOf, isFor } from '../account-metadata.ts'
import { checked } from '../answers.ts'
import { askV2, noted } from '../ask.ts'
import type { Pace } from '../pacer.ts'
import { factsOf } from './account-facts.ts'
import { accountParameters, INCLUDE } from './account-request.ts'
import { AccountAnswer } from './answers.ts'
import { accountSearch } from './account-search.ts'

interface Dependencies {
  readonly stripe: Stripe
  readonly pace: Pace
}

/** The calls that create, find and fetch accounts. */
export function accountCalls({
  stripe,
  pace,
}: Dependencies): Pick<PaymentProvider, 'createAccount' | 'findAccount' | 'retrieveAccount'> {
  const search = accountSearch({ stripe, pace })

  async function retrieved(accountId: string, signal: AbortSignal) {
    await pace.retrieveAccount.turn(signal)
    return await noted(() => stripe.v2.core.accounts.retrieve(accountId, { include: [...INCLUDE] }))
  }

  return {
    createAccount: (request, signal) =>
      askV2('create_account', signal, async () => {
        await pace.createAccount.turn(signal)
        const idempotencyKey = accountKey(request)
        const answer = await noted(() => stripe.v2.core.accounts.create(accountParameters(request), { idempotencyKey }))
        const account = checked(AccountAnswer, answer, 'create_account', isFor(request))
        return factsOf(account, request.terms.shape.capabilities)
      }),

    findAccount: (request, signal) =>
      askV2('find_account', signal, async () => {
        const accountId = await search(request, signal)
        if (accountId === undefined) return undefined
        const account = checked(AccountAnswer, await retrieved(accountId, signal), 'find_account', isFor(request))
        return factsOf(account, request.terms.shape.capabilities)
      }),

    retrieveAccount: ({ accountId, capabilities }, signal) =>
      askV2('retrieve_account', signal, async () => {
        const answer = await retrieved(accountId, signal)
        const account = checked(AccountAnswer, answer, 'retrieve_account', ({ id }) => id === accountId)
        const createdFor = createdForOf(account)
        return { facts: factsOf(account, capabilities), ...(createdFor && { createdFor }) }
      }),
  }
}
