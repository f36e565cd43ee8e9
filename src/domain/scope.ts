/** The scopes of API keys. Each admin route requires one. */
export const SCOPES = ['clients:read', 'clients:write', 'tokens:write', 'read', 'admin'] as const

export type Scope = (typeof SCOPES)[number]

/**
 * The scopes that each scope includes. Write scopes do not include read scopes: a write returns the client that it
 * changed, but the key cannot list or search clients.
 */
const COUNTS_FOR: Readonly<Record<Scope, readonly Scope[]>> = {
  'clients:read': ['clients:read'],
  'clients:write': ['clients:write'],
  'tokens:write': ['tokens:write'],
  // All reads: clients, their events, metrics.
  read: ['read', 'clients:read'],
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
