import { Type, type Static } from '@sinclair/typebox'
import type { RejectReason } from '../../domain/account-act.ts'
import { AccountId } from './account-id.ts'
import { Id, OneOf, strict } from './common.ts'

/** The account that staff mean, so that a repeated request does nothing to another one. */
const meant = {
  accountId: Type.Optional({
    ...AccountId,
    description:
      'The account that is meant: if the client has another one, nothing happens. Default: whichever it has.',
  }),
}

export const AccountBody = Type.Object(meant, { ...strict, examples: [{ accountId: 'acct_1Nv0FGQ9RKHgCVdK' }] })

export const RejectBody = Type.Object(
  {
    ...meant,
    reason: OneOf(['fraud', 'terms_of_service', 'credit', 'other'] satisfies RejectReason[], {
      description: 'Why the platform rejects the account. Stripe is told, and the events of the client show it.',
    }),
  },
  { ...strict, examples: [{ reason: 'fraud' }] },
)

export const LoginLink = Type.Object(
  {
    clientId: Id('The id of the client.'),
    url: Type.String({
      format: 'uri',
      description:
        'Signs whoever opens it in to the dashboard of the client: hand it to the client itself, and at once.',
    }),
  },
  { $id: 'LoginLink', description: "A link to the client's dashboard." },
)

export const loginLinkExample = {
  clientId: '0b8a4c3e-94d5-4f6e-8a51-7b0f0a6f3c21',
  url: 'https://connect.stripe.com/express/acct_1PExample/EXAMPLE',
} satisfies Static<typeof LoginLink>
