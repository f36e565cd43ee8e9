import { Type } from '@sinclair/typebox'
import { openToTrackers } from '../schemas/common.ts'
import { INPUT, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

const StateQuery = Type.Object(
  { state: Type.String({ description: 'The secret in the URL that Stripe was given.' }) },
  openToTrackers,
)

const seeOther = (description: string) =>
  Type.Null({ description, headers: { Location: Type.String({ description: 'Where the browser continues.' }) } })

export const returnFromProvider = {
  schema: {
    operationId: 'returnFromProvider',
    summary: 'Return from Stripe',
    description:
      'Stripe sends clients back to this URL. Fetches the account from Stripe, and redirects to the matching page. If ' +
      'something fails, a browser is redirected to a page, and a program gets the problem.',
    tags: ['stripe'],
    querystring: StateQuery,
    response: {
      303: seeOther('To the page that shows how far the onboarding is.'),
      ...problems(...INPUT, 'STATE_INVALID', 'RATE_LIMITED'),
    },
  },
} satisfies Operation

export const refreshLink = {
  schema: {
    operationId: 'refreshLink',
    summary: 'Get a fresh account link',
    description:
      'Stripe sends clients to this URL if their page at Stripe was already used or has expired. With ' +
      '`REFRESH=redirect` it leads to a fresh page at Stripe, once and until an hour after the expiry of the first. ' +
      'Otherwise, and with `REFRESH=page`, it leads to a page whose button opens the link again (`status=again`), or ' +
      'that explains why this is not possible. If something fails, a browser is redirected to a page, and a program ' +
      'gets the problem.',
    tags: ['stripe'],
    querystring: StateQuery,
    response: {
      303: seeOther("To Stripe's page, or to a page that explains the problem."),
      ...problems(
        ...INPUT,
        'STATE_INVALID',
        'RATE_LIMITED',
        'STRIPE_ACCOUNT_CREATE_FAILED',
        'STRIPE_ACCOUNT_LINK_FAILED',
        'STRIPE_ACCOUNT_RETRIEVE_FAILED',
        'ACCOUNT_UNAVAILABLE',
        'MODE_MISMATCH',
      ),
    },
  },
} satisfies Operation
