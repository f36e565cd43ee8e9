// api/: the endpoints of Stripe's API, a folder for each generation and in it one file for each resource, with the
// parameters of its calls. To add an endpoint, add a V1Endpoint or a V2Endpoint here and a route name in
// control/schemas.ts. http/stripe-endpoint.ts does everything that calls have in common.
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Stripe } from 'stripe'
import { readAccountParams } from '../../accounts/account-params.ts'
import type { AccountParams } from '../../accounts/account-schema.ts'
import { apiOf, rendered } from '../../accounts/account.ts'
import { invalidRequest, noAccess, noPlatform } from '../../http/errors.ts'
import type { Caller } from '../../http/dialect.ts'
import type { FormTree } from '../../http/form-body.ts'
import { closed, expand, metadata, readMetadata } from '../../http/params.ts'
import { type V1Endpoint, v1Handler } from '../../http/v1.ts'
import { paramsReader } from '../../http/validation.ts'
import type { AccountRecord } from '../../state/account-record.ts'
import type { Parts } from '../../state/parts.ts'
import { type ListParams, readListParams } from './list-params.ts'
import { platformAccount } from './platform-account.ts'

const readRetrieveParams = paramsReader(Type.Object({ expand }, closed))
const UpdateParams = Type.Object({ expand, metadata: Type.Optional(metadata) }, closed)
const readUpdateParams = paramsReader(UpdateParams)

/** `/v1/accounts` and `/v1/account`. */
export function accountRoutes(app: FastifyInstance, parts: Parts): void {
  const { world } = parts
  const isListed = (record: AccountRecord): boolean =>
    record.access === 'connected' && (apiOf(record) === 'v1' || parts.platform.state().v2InV1List)

  const create: V1Endpoint<AccountParams> = {
    route: 'accounts.create',
    read: ({ form }) => readAccountParams(form),
    execute(params, caller) {
      parts.platform.refuse(params)
      return rendered(world.createAccount(params, caller))
    },
  }

  const retrieve: V1Endpoint<string> = {
    route: 'accounts.retrieve',
    read: ({ id, form }) => {
      readRetrieveParams(form)
      return id
    },
    execute(id, caller) {
      if (id === caller.platform) return platformAccount(parts, id)
      return rendered(connectedAccount(parts, caller, id))
    },
  }

  const list: V1Endpoint<ListParams> = {
    route: 'accounts.list',
    read: ({ form }) => readListParams(form),
    execute(params, caller) {
      if (!parts.platform.state().registered) throw noPlatform()
      const page = world.v1Page(caller, params, isListed)
      if (page === undefined) throw unknownCursor(params)
      return { object: 'list', data: page.data.map(rendered), has_more: page.hasMore, url: '/v1/accounts' }
    },
  }

  const self: V1Endpoint<FormTree> = {
    route: 'platform.retrieve',
    read: ({ form }) => readRetrieveParams(form) && form,
    execute: (_form, caller) => platformAccount(parts, caller.platform),
  }

  app.post('/v1/accounts', v1Handler(parts, create))
  app.get('/v1/accounts', v1Handler(parts, list))
  app.get('/v1/accounts/:id', v1Handler(parts, retrieve))
  app.post('/v1/accounts/:id', v1Handler(parts, update(parts)))
  app.delete('/v1/accounts/:id', v1Handler(parts, remove(parts)))
  app.get('/v1/account', v1Handler(parts, self))
}

/** The platform's account of this id. Throws Stripe's refusal. */
/** The caller's account, unless it is gone. Throws Stripe's refusal. */
export function connectedAccount({ world, platform }: Parts, caller: Caller, id: string): AccountRecord {
  if (!platform.state().registered) throw noPlatform()
  const record = world.findFor(caller, id)
  if (record?.access !== 'connected') throw noAccess(id)
  return record
}

// Of all that can be updated, only the metadata.
const update = (parts: Parts): V1Endpoint<{ id: string; metadata: Record<string, string> }> => ({
  route: 'accounts.update',
  read: ({ id, form }) => ({ id, metadata: readMetadata(readUpdateParams(form).metadata) }),
  execute({ id, metadata: given }, caller) {
    const record = connectedAccount(parts, caller, id)
    const account = { ...record.account, metadata: { ...record.account.metadata, ...given } }
    return rendered(parts.world.change(record, { ...record, account }, caller))
  },
})

const remove = (parts: Parts): V1Endpoint<string> => ({
  route: 'accounts.delete',
  read: ({ id }) => id,
  execute(id, caller) {
    const record = connectedAccount(parts, caller, id)
    parts.world.change(record, { ...record, access: 'deleted' }, caller)
    return { id, object: 'account', deleted: true } satisfies Stripe.DeletedAccount
  },
})

function unknownCursor({ starting_after, ending_before }: ListParams) {
  const param = starting_after === undefined ? 'ending_before' : 'starting_after'
  return invalidRequest(`No such account: '${starting_after ?? ending_before}'`, { code: 'resource_missing', param })
}
