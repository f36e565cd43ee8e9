/** The scopes of API keys. Each admin route requires one. */
export const SCOPES = [
  'clients:read',
  'clients:write',
  'clients:erase',
  'accounts:manage',
  'tokens:write',
  'emails:send',
  'webhooks:manage',
  'notices:read',
  'read',
  'admin',
] as const

export type Scope = (typeof SCOPES)[number]

/**
 * The scopes that each scope includes. Write scopes do not include read scopes: a write returns ids and what its caller
 * has sent, but nothing that is stored. Erasing cannot be undone, an email reaches people, and what is done to an account
 * at the provider stops payments or opens its dashboard, so each has its own scope.
 */
const COUNTS_FOR: Readonly<Record<Scope, readonly Scope[]>> = {
  'clients:read': ['clients:read'],
  'clients:write': ['clients:write'],
  'clients:erase': ['clients:erase'],
  'accounts:manage': ['accounts:manage'],
  'tokens:write': ['tokens:write'],
  'emails:send': ['emails:send'],
  'webhooks:manage': ['webhooks:manage'],
  // What a client may see of itself, for the platform's own pages.
  'notices:read': ['notices:read'],
  // All reads: clients, their events and notices, metrics.
  read: ['read', 'clients:read', 'notices:read'],
  admin: SCOPES,
}

/** Whether a key with these scopes may do what requires the scope `needed`. */
export function allows(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.some((scope) => COUNTS_FOR[scope].includes(needed))
}

/** Whether the string is the name of a scope. */
export function isScope(word: string): word is Scope {
  return SCOPES.some((scope) => scope === word)
}
