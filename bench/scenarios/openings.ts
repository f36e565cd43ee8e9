import { randomBytes } from 'node:crypto'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import type { Fill, Stage } from '../fill/clients.ts'
import { fillOurs } from '../fill/ours.ts'
import { fillReference } from '../fill/reference.ts'
import { request } from '../load/request.ts'
import { bareRoute } from './select-one.ts'
import { EVERY_LOAD, inTurn, once, type Prepare, type Scenario, type World } from './scenario.ts'

/** Tokens that are opened again and again: so many that no two connections have the same one at a time. */
const REPEATED = 2000

const secrets = cryptoSecrets()
const ours = (token: string) => request('POST', '/api/v1/onboard-client', { body: { token } })
const reference = (token: string) => request('POST', '/onboard-client', { body: { token } })

/** The first opening of a new client: the account, then the link. */
export const first = {
  name: 'first',
  providerCalls: 2,
  connections: EVERY_LOAD,
  ours: fresh(fillOurs, 'invited', ours),
  reference: fresh(fillReference, 'invited', reference),
} satisfies Scenario

/** The first opening of a client whose account was created before. */
export const warmed: Scenario = {
  name: 'warmed',
  providerCalls: 1,
  connections: EVERY_LOAD,
  ours: fresh(fillOurs, 'warmed', ours),
  reference: fresh(fillReference, 'warmed', reference),
}

/** The second and every later opening. */
export const later: Scenario = {
  name: 'later',
  providerCalls: 1,
  connections: EVERY_LOAD,
  ours: repeated(fillOurs, 'opened', ours, 200),
  reference: repeated(fillReference, 'opened', reference, 200),
}

/** The opening of a link that was revoked. */
export const refused: Scenario = {
  name: 'refused',
  providerCalls: 0,
  connections: EVERY_LOAD,
  ours: repeated(fillOurs, 'revoked', ours, 410),
  reference: repeated(fillReference, 'revoked', reference, 410),
  floor: bareRoute,
}

/** The opening of links that do not exist. They are well-formed: others are refused without a query. */
export const unknown: Scenario = {
  name: 'unknown',
  providerCalls: 0,
  connections: EVERY_LOAD,
  ours: async () => ({ expected: 404, next: () => ours(secrets.mintLinkSecret().secret) }),
  reference: async () => ({ expected: 404, next: () => reference(randomBytes(32).toString('base64url')) }),
  floor: bareRoute,
}

function fresh(fill: Fill, stage: Stage, open: (token: string) => Buffer): Prepare {
  return async ({ db }, amount) => {
    const clients = await fill(db, amount, stage)
    return once(
      200,
      clients.map(({ secret }) => open(secret)),
    )
  }
}

function repeated(fill: Fill, stage: Stage, open: (token: string) => Buffer, expected: number): Prepare {
  // Entered once for each database, because entering takes longer than a run.
  const entered = new WeakMap<World, Promise<Buffer[]>>()
  const enter = async (world: World) => (await fill(world.db, REPEATED, stage)).map(({ secret }) => open(secret))
  return async (world) => {
    const requests = entered.get(world) ?? enter(world)
    entered.set(world, requests)
    return inTurn(expected, await requests)
  }
}
