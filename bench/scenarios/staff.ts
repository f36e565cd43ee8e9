import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { request } from '../load/request.ts'
import { READER } from '../servers/credentials.ts'
import { ADMIN } from '../servers/reference.ts'
import { inTurn, type Prepare, type Scenario } from './scenario.ts'

const CONNECTIONS = [16]

/**
 * Entering a client and issuing its link, as a caller whose credential is in the database: a random key on our server,
 * whose hash is fast; on the reference a password, whose hash must be slow.
 */
export const invite: Scenario = {
  name: 'invite',
  providerCalls: 0,
  connections: CONNECTIONS,
  ours: async ({ db }) => {
    const { id, secret, hash } = cryptoSecrets().mintApiKey()
    await db.query(
      `insert into api_keys (id, name, secret_hash, scopes, created_at, expires_at)
       values ($1, 'bench', $2, '{clients:write}', now(), now() + interval '1 day')`,
      [id, Buffer.from(hash)],
    )
    return invitations('/api/v1/clients', `Bearer ${secret}`)
  },
  reference: async () => {
    const credential = Buffer.from(`${ADMIN.name}:${ADMIN.password}`).toString('base64')
    return invitations('/clients', `Basic ${credential}`)
  },
}

/** One client by its id. */
export const lookUp: Scenario = {
  name: 'look-up',
  providerCalls: 0,
  connections: CONNECTIONS,
  ours: byId('/api/v1/clients'),
  reference: byId('/clients'),
}

/** The fifty newest clients. */
export const list: Scenario = {
  name: 'list',
  providerCalls: 0,
  connections: CONNECTIONS,
  ours: async () => inTurn(200, [request('GET', '/api/v1/clients?limit=50', { headers: READER })]),
  reference: async () => inTurn(200, [request('GET', '/clients', { headers: READER })]),
}

function invitations(path: string, authorization: string) {
  const run = Date.now().toString(36)
  let invited = 0
  return {
    expected: 201,
    next: () => {
      invited += 1
      const body = { name: `Client ${invited}`, email: `${run}-${invited}@example.com` }
      return request('POST', path, { body, headers: { authorization } })
    },
  }
}

function byId(path: string): Prepare {
  return async ({ clients }) =>
    inTurn(
      200,
      clients.map(({ id }) => request('GET', `${path}/${id}`, { headers: READER })),
    )
}
