import { type Static, Type } from '@sinclair/typebox'
import { invalidRequest } from '../../http/errors.ts'
import { closed, expand, webUrl } from '../../http/params.ts'
import { paramsReader } from '../../http/validation.ts'
import { literals } from '../../support/literals.ts'

const AccountLinkCreateParams = Type.Object(
  {
    account: Type.String(),
    collect: Type.Optional(literals(['currently_due', 'eventually_due'])),
    collection_options: Type.Optional(
      Type.Object(
        {
          fields: Type.Optional(literals(['currently_due', 'eventually_due'])),
          future_requirements: Type.Optional(literals(['include', 'omit'])),
        },
        closed,
      ),
    ),
    expand,
    // Optional in the SDK's types, but the API requires both for pages hosted by Stripe.
    refresh_url: webUrl,
    return_url: webUrl,
    type: literals(['account_onboarding', 'account_update']),
  },
  closed,
)
export type AccountLinkParams = Static<typeof AccountLinkCreateParams>

const read = paramsReader(AccountLinkCreateParams)

/** The parameters of `POST /v1/account_links`. */
export function readAccountLinkParams(form: Parameters<typeof read>[0]): AccountLinkParams {
  const params = read(form)
  if (params.collect !== undefined && params.collection_options !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: collect, collection_options.', {
      param: 'collect',
    })
  }
  return params
}
