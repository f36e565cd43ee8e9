import { request } from '../load/request.ts'
import { EVERY_LOAD, inTurn, type Scenario } from './scenario.ts'

/** A route of the reference that only runs `select 1`: what any route with one statement costs at least. */
export const selectOne: Scenario = {
  name: 'select-1',
  providerCalls: 0,
  connections: EVERY_LOAD,
  reference: async () => inTurn(200, [request('GET', '/select-1')]),
}
