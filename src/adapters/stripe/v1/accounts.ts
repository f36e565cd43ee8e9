import type { Stripe } from 'stripe'
import { accountKey } from '../../../domain/account-intent.ts'
import type { PaymentProvider } from '../../../ports/payment-provider.ts'
import { createdForOf, isFor } from '../account-metadata.ts'
import { checked } from '../answers.ts'
import { ask, noted } from '../ask.ts'
import type { Pace } from '../pacer.ts'
import { factsOf } from './account-facts.ts'
import { accountParameters } from './account-request.ts'
import { AccountAnswer, AccountPageAnswer } from './answers.ts'

/** Stripe's maximum page size. */
const ACCOUNTS_PER_PAGE = 100

interface Dependencies {
  readonly stripe: Stripe
  readonly pace: Pace
}

/** The calls that create, find and fetch accounts. */
export function accountCalls({
  stripe,
  pace,
}: Dependencies): Pick<PaymentProvider, 'createAccount' | 'findAccount' | 'retrieveAccount'> {
  return {
    createAccount: (request, signal) =>
      ask('create_account', signal, async () => {
        await pace.createAccount.turn(signal)
        const idempotencyKey = accountKey(request)
        const answer = await noted(() => stripe.accounts.create(accountParameters(request), { idempotencyKey }))
        return factsOf(
          checked(AccountAnswer, answer, 'create_account', isFor(request)),
          request.terms.shape.capabilities,
        )
      }),

    findAccount: (request, signal) =>
      ask('find_account', signal, async () => {
        const created = { gte: Math.floor(request.since.getTime() / 1000) }
        for (let after: string | undefined; ;) {
          await pace.listAccounts.turn(signal)
          const answer = await stripe.accounts.list({
            created,
            limit: ACCOUNTS_PER_PAGE,
            ...(after !== undefined && { starting_after: after }),
          })
          const page = checked(AccountPageAnswer, answer, 'find_account')
          const found = page.data.find(isFor(request))
          if (found !== undefined) return factsOf(found, request.terms.shape.capabilities)
          const last = page.data.at(-1)?.id
          if (!page.has_more || last === undefined) return undefined
          after = last
        }
      }),

    retrieveAccount: ({ accountId, capabilities }, signal) =>
      ask('retrieve_account', signal, async () => {
        await pace.retrieveAccount.turn(signal)
        const answer = await noted(() => stripe.accounts.retrieve(accountId))
        const account = checked(AccountAnswer, answer, 'retrieve_account', ({ id }) => id === accountId)
        const createdFor = createdForOf(account)
        return { facts: factsOf(account, capabilities), ...(createdFor && { createdFor }) }
      }),
  }
}
