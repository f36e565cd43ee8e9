// api/: the endpoints of Stripe's API, one file for each resource, with the parameters of its calls. To add an
// endpoint, add an Endpoint here and a route name in control/schemas.ts. http/stripe-endpoint.ts does everything that
// calls have in common.
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Stripe } from 'stripe'
import { readAccountParams } from '../accounts/account-params.ts'
import type { AccountParams } from '../accounts/account-schema.ts'
import { rendered } from '../accounts/account.ts'
import { invalidRequest, noAccess } from '../http/errors.ts'
import type { FormTree } from '../http/form-body.ts'
import { closed, expand } from '../http/params.ts'
import { type Endpoint, stripeHandler } from '../http/stripe-endpoint.ts'
import { paramsReader } from '../http/validation.ts'
import type { Parts } from '../state/parts.ts'
import { type ListParams, readListParams } from './list-params.ts'

const readRetrieveParams = paramsReader(Type.Object({ expand }, closed))

// The platform that all keys belong to.
const platformAccountId = 'acct_1SimulatorPlatform'

/** `/v1/accounts` and `/v1/account`. */
export function accountRoutes(app: FastifyInstance, parts: Parts): void {
  const { world } = parts

  const create: Endpoint<AccountParams> = {
    route: 'accounts.create',
    read: ({ form }) => readAccountParams(form),
    execute(params) {
      parts.platform.refuse(params)
      return rendered(world.createAccount(params))
    },
  }

  const retrieve: Endpoint<string> = {
    route: 'accounts.retrieve',
    read: ({ id, form }) => {
      readRetrieveParams(form)
      return id
    },
    execute(id) {
      if (id === platformAccountId) return platformAccount(parts.publicUrl())
      const record = world.find(id)
      if (record?.access !== 'connected') throw noAccess(id)
      return rendered(record)
    },
  }

  const list: Endpoint<ListParams> = {
    route: 'accounts.list',
    read: ({ form }) => readListParams(form),
    execute(params) {
      const page = world.listAccounts(params)
      if (page === undefined) throw unknownCursor(params)
      return { object: 'list', data: page.data.map(rendered), has_more: page.hasMore, url: '/v1/accounts' }
    },
  }

  const self: Endpoint<FormTree> = {
    route: 'platform.retrieve',
    read: ({ form }) => readRetrieveParams(form) && form,
    execute: () => platformAccount(parts.publicUrl()),
  }

  app.post('/v1/accounts', stripeHandler(parts, create))
  app.get('/v1/accounts', stripeHandler(parts, list))
  app.get('/v1/accounts/:id', stripeHandler(parts, retrieve))
  app.get('/v1/account', stripeHandler(parts, self))
}

function unknownCursor({ starting_after, ending_before }: ListParams) {
  const param = starting_after === undefined ? 'ending_before' : 'starting_after'
  return invalidRequest(`No such account: '${starting_after ?? ending_before}'`, { code: 'resource_missing', param })
}

const platformAccount = (url: string) =>
  ({
    id: platformAccountId,
    object: 'account',
    business_profile: null,
    business_type: 'company',
    capabilities: { card_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    controller: { type: 'account' },
    country: 'US',
    created: 1_577_836_800,
    default_currency: 'usd',
    details_submitted: true,
    email: `platform@${URL.parse(url)?.hostname ?? 'localhost'}`,
    payouts_enabled: true,
    settings: null,
    type: 'standard',
  }) satisfies Stripe.Account
