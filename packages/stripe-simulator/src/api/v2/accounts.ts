import type { FastifyInstance } from 'fastify'
import type { Caller } from '../../http/dialect.ts'
import { reading, type V2Endpoint, v2Handler } from '../../http/v2.ts'
import type { AccountRecord } from '../../state/account-record.ts'
import type { Parts } from '../../state/parts.ts'
import { refuseClosing } from './account-closing.ts'
import { accountParams, v2Creation } from './account-creation.ts'
import { readClosing, readCreation, readListQuery, readRetrieval, readUpdate } from './account-params.ts'
import { refuseCapabilities, refuseCreation, refuseOutsider } from './account-rules.ts'
import { updated } from './account-update.ts'
import { type Includable, isV2, v2Account } from '../../accounts/v2/account-view.ts'
import { openAccount, ownAccount } from './own-account.ts'
import { listOf, placeOf } from './pages.ts'

const path = '/v2/core/accounts'
const defaultLimit = 10

/** `/v2/core/accounts`. */
export function v2AccountRoutes(app: FastifyInstance, parts: Parts): void {
  app.post(path, v2Handler(parts, create(parts)))
  app.get(path, v2Handler(parts, list(parts)))
  app.get(`${path}/:id`, v2Handler(parts, retrieve(parts)))
  app.post(`${path}/:id`, v2Handler(parts, update(parts)))
  app.post(`${path}/:id/close`, v2Handler(parts, close(parts)))
}

const create = (parts: Parts): V2Endpoint => ({
  route: 'accounts.create',
  read({ params, caller }) {
    const { include, ...given } = readCreation(params)
    const wanted = accountParams(given)
    return {
      run() {
        const platform = parts.platform.state()
        refuseCreation(given, platform)
        refuseCapabilities(
          {
            country: wanted.country ?? '',
            email: wanted.email ?? null,
            capabilities: requestedIn(wanted.capabilities),
            dashboard: wanted.controller?.stripe_dashboard?.type ?? 'none',
            losses: wanted.controller?.losses?.payments ?? 'application',
          },
          platform,
        )
        return parts.world.createAccount(wanted, caller, v2Creation(given)).account.id
      },
      show: (id) => shown(parts, caller, id, include),
    }
  },
})

const requestedIn = (capabilities: Record<string, { requested: boolean } | undefined> = {}): string[] =>
  Object.entries(capabilities).flatMap(([name, wish]) => (wish?.requested === true ? [name] : []))

const retrieve = (parts: Parts): V2Endpoint => ({
  route: 'accounts.retrieve',
  read({ id, params, caller }) {
    const { include } = readRetrieval(params)
    return reading(() => shown(parts, caller, id, include))
  },
})

const list = (parts: Parts): V2Endpoint => ({
  route: 'accounts.list',
  read({ params, caller }) {
    const { page, ...filters } = readListQuery(params)
    const { applied_configurations = [], closed = false, limit = defaultLimit } = filters
    const place = placeOf(page, filters)
    const isListed = (record: AccountRecord): boolean => {
      const configurations: readonly string[] = record.v2?.configurations ?? []
      const access = closed ? 'deleted' : 'connected'
      return (
        isV2(record) &&
        record.access === access &&
        applied_configurations.every((name) => configurations.includes(name))
      )
    }
    return reading(() => {
      refuseOutsider(parts.platform.state())
      const { data, hasMore } = parts.world.v2Page(caller, { limit, ...place }, isListed)
      const { data: records, ...pages } = listOf(
        path,
        { data, hasMore },
        { place, filters, indexOf: ({ index }) => index },
      )
      return { data: records.filter(isV2).map((record) => v2Account(record)), ...pages }
    })
  },
})

const update = (parts: Parts): V2Endpoint => ({
  route: 'accounts.update',
  read({ id, params, caller }) {
    const { include, ...wanted } = readUpdate(params)
    return {
      run() {
        const record = openAccount(parts, caller, id)
        parts.world.change(record, updated(record, wanted, parts.platform.state()), caller)
        return id
      },
      show: () => shown(parts, caller, id, include),
    }
  },
})

const close = (parts: Parts): V2Endpoint => ({
  route: 'accounts.close',
  read({ id, params, caller }) {
    const { applied_configurations = [] } = readClosing(params)
    return {
      run() {
        const record = openAccount(parts, caller, id)
        refuseClosing(record, applied_configurations, parts.platform.state())
        parts.world.change(record, { ...record, access: 'deleted' }, caller)
        return id
      },
      show: () => shown(parts, caller, id),
    }
  },
})

const shown = (parts: Parts, caller: Caller, id: string, include?: readonly Includable[]): object =>
  v2Account(ownAccount(parts, caller, id), include)
