import { fastify } from 'fastify'
import t from 'tap'
import { guardAdminRoutes, staffPlaces } from '../../src/adapters/http/admin-guard.ts'
import { authenticator } from '../../src/adapters/http/authenticator.ts'
import { ProblemError } from '../../src/api/problem.ts'

const platforms = { of: () => undefined, all: () => [{ id: 'default' }] }
const guard = {
  authenticate: async () => undefined,
  limits: {
    lookUp: () => () => {},
    unknown: async () => new ProblemError('UNAUTHENTICATED'),
    useOfKey: async () => {},
  },
  platforms,
  place: staffPlaces(platforms, 8),
}

t.test('an admin route that names no scope is not built, however deep it sits', async (t) => {
  const app = fastify()
  t.teardown(() => app.close())
  const answer = async () => 'secrets of others'
  app.register(
    async (admin) => {
      guardAdminRoutes(admin, guard)
      admin.get('/named', { config: { scope: 'read' } }, answer)
      t.throws(() => admin.get('/open', answer), /the admin route \/admin\/open names no scope/)
      admin.register(async (nested) => {
        t.throws(() => nested.post('/nested', { config: {} }, answer), /names no scope/)
      })
    },
    { prefix: '/admin' },
  )
  app.get('/public', async () => 'for all')
  await app.ready()
  t.equal((await app.inject('/public')).body, 'for all', 'what is not under the guard is not its business')
})

t.test('the key of the environment is accepted without a database query', async (t) => {
  const asked: string[] = []
  const others = async (credential: string) => {
    asked.push(credential)
    return { platform: 'default', name: 'admin:0123456789ab', scopes: ['read'] as const }
  }
  const key = 'k'.repeat(32)
  const authenticate = authenticator(key, others)
  t.same(await authenticate(key), { name: 'admin:environment', label: 'ADMIN_API_KEY', scopes: ['admin'] })
  t.same(asked, [])
  for (const credential of ['', key.slice(1), `${key}k`, key.toUpperCase()]) {
    t.match(await authenticate(credential), { name: 'admin:0123456789ab' })
  }
  t.equal(asked.length, 4)
  t.match(await authenticator(undefined, others)(key), { name: 'admin:0123456789ab' }, 'and there need not be one')
})
