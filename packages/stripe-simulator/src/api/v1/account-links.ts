import type { FastifyInstance } from 'fastify'
import type { Stripe } from 'stripe'
import { isRejected } from '../../accounts/account.ts'
import { httpsRequired, invalidRequest, noLinkForRejected, noLinkForUnknown } from '../../http/errors.ts'
import { type V1Endpoint, v1Handler } from '../../http/v1.ts'
import { linkUrl } from '../../state/links.ts'
import type { Parts } from '../../state/parts.ts'
import { type AccountLinkParams, readAccountLinkParams } from './account-link-params.ts'

/** `/v1/account_links`. Links can only be created: Stripe offers no way to read, list or revoke them. */
export function accountLinkRoutes(app: FastifyInstance, parts: Parts): void {
  const { world, links, publicUrl } = parts

  const create: V1Endpoint<AccountLinkParams> = {
    route: 'account_links.create',
    read: ({ form }) => readAccountLinkParams(form),
    execute(params, caller) {
      const record = world.findFor(caller, params.account)
      if (record?.access !== 'connected') throw noLinkForUnknown()
      if (isRejected(record)) throw noLinkForRejected()
      const platformCollects = record.account.controller?.requirement_collection === 'application'
      if (params.type === 'account_update' && !platformCollects) {
        throw invalidRequest(
          'You cannot create `account_update` type Account Links for this account. ' +
            'Valid types for this account are ["account_onboarding"].',
          { param: 'type' },
        )
      }
      if (caller.livemode && !allHttps(params)) throw httpsRequired()
      const { type, refresh_url, return_url } = params
      const link = links.create(record, { api: 'v1', type, refreshUrl: refresh_url, returnUrl: return_url })
      return {
        object: 'account_link',
        created: link.created,
        expires_at: link.expiresAt,
        url: linkUrl(publicUrl(), link),
      } satisfies Stripe.AccountLink
    },
  }

  app.post('/v1/account_links', v1Handler(parts, create))
}

const allHttps = ({ refresh_url, return_url }: AccountLinkParams): boolean =>
  [refresh_url, return_url].every((url) => URL.parse(url)?.protocol === 'https:')
