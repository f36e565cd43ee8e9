import t from 'tap'
import { allows, isScope, SCOPES, type Scope } from '../../src/domain/scope.ts'

/** For each scope that a route may ask for: the scopes of which any one will do. */
const SUFFICIENT: Record<Scope, readonly Scope[]> = {
  'clients:read': ['clients:read', 'read', 'admin'],
  'clients:write': ['clients:write', 'admin'],
  'clients:erase': ['clients:erase', 'admin'],
  'accounts:manage': ['accounts:manage', 'admin'],
  'tokens:write': ['tokens:write', 'admin'],
  'emails:send': ['emails:send', 'admin'],
  'webhooks:manage': ['webhooks:manage', 'admin'],
  'notices:read': ['notices:read', 'read', 'admin'],
  read: ['read', 'admin'],
  admin: ['admin'],
}

for (const needed of SCOPES) {
  for (const held of SCOPES) {
    const enough = SUFFICIENT[needed].includes(held)
    t.test(`a key with ${held} ${enough ? 'may' : 'may not'} do what needs ${needed}`, async (t) => {
      t.equal(allows([held], needed), enough)
    })
  }
}

t.test('one of several scopes is enough, and none is for nothing', async (t) => {
  t.ok(allows(['tokens:write', 'clients:write'], 'clients:write'))
  t.notOk(allows(['tokens:write', 'clients:write'], 'clients:read'))
  t.notOk(allows([], 'read'))
})

t.test('all writing together is not the right to do everything', async (t) => {
  t.notOk(allows(['clients:write', 'tokens:write', 'read', 'clients:read'], 'admin'))
})

t.test('only the names of scopes are scopes', async (t) => {
  for (const scope of SCOPES) t.ok(isScope(scope))
  for (const word of ['', 'Admin', 'clients', 'clients:', 'audit', 'toString', 'admin ']) t.notOk(isScope(word), word)
})
