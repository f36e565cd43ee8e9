import { Type } from '@sinclair/typebox'
import type { Stripe } from 'stripe'
import type { Purpose } from '../../domain/onboarding-token.ts'
import type { AccountSessions } from '../../ports/account-sessions.ts'
import { AccountId, checked } from './answers.ts'
import { ask, noted } from './ask.ts'
import type { Pace } from './pacer.ts'

const Session = Type.Object({
  object: Type.Literal('account_session'),
  account: AccountId,
  client_secret: Type.String({ minLength: 1 }),
  expires_at: Type.Integer({ minimum: 0 }),
})

/** Without it, clients could not enter a bank account. Stripe collects what it requires, so it may not be switched off. */
const ENABLED = { enabled: true, features: { external_account_collection: true } }

/**
 * The components for each purpose, and nothing else: the secret gives access to all that is switched on. Only
 * `account_onboarding` ends by itself; the others show what an account has and still needs.
 */
const COMPONENTS = {
  onboarding: { account_onboarding: ENABLED },
  update: { notification_banner: ENABLED, account_management: ENABLED },
} as const satisfies Record<Purpose, Stripe.AccountSessionCreateParams.Components>

/**
 * Sessions of Connect embedded components (docs.stripe.com/api/account_sessions/create). Only v1 has them, which also
 * takes the accounts of v2 for them. Clients sign in to Stripe in a popup first: Stripe allows that to be switched off only
 * where the platform collects the requirements, which it does for none of our accounts.
 */
export function accountSessions({ stripe, pace }: { readonly stripe: Stripe; readonly pace: Pace }): AccountSessions {
  return {
    createAccountSession: ({ accountId, purpose }, signal) =>
      ask('create_account_session', signal, async () => {
        await pace.createLink.turn(signal)
        // No idempotency key of our own, as for links: Stripe would replay a secret that was used.
        const components = COMPONENTS[purpose]
        const answer = await noted(() => stripe.accountSessions.create({ account: accountId, components }))
        const isOurs = ({ account }: { readonly account: string }) => account === accountId
        const session = checked(Session, answer, 'create_account_session', isOurs)
        return {
          clientSecret: session.client_secret,
          components: Object.keys(components).map((name) => name.replaceAll('_', '-')),
          expiresAt: new Date(session.expires_at * 1000),
        }
      }),
  }
}
