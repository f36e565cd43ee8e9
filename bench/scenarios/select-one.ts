import { request } from '../load/request.ts'
import { inTurn, type Prepare, type Scenario } from './scenario.ts'

/** A route of the reference that only runs `select 1`: what any route with one statement costs at least. */
export const bareRoute: Prepare = async () => inTurn(200, [request('GET', '/select-1')])

/** The bare route by itself, for scale. */
export const selectOne: Scenario = {
  name: 'select-1',
  providerCalls: 0,
  connections: [16, 64],
  reference: bareRoute,
}
