/** What an API key is given, and what each admin route asks for. */
export const SCOPES = ['clients:read', 'clients:write', 'tokens:write', 'read', 'admin'] as const

export type Scope = (typeof SCOPES)[number]

/**
 * What a key with each scope may do, as the scopes that it counts for. A right to write is none to look around: whoever
 * changes a client or asks the provider about it sees that client in the answer, and can neither list nor search them.
 */
const COUNTS_FOR: Readonly<Record<Scope, readonly Scope[]>> = {
  'clients:read': ['clients:read'],
  'clients:write': ['clients:write'],
  'tokens:write': ['tokens:write'],
  // Everything that changes nothing: clients, their events, metrics.
  read: ['read', 'clients:read'],
  admin: SCOPES,
}

/** Whether a key with these scopes may do what needs that one. */
export function allows(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.some((scope) => COUNTS_FOR[scope].includes(needed))
}

/** Whether a word is the name of a scope. */
export function isScope(word: string): word is Scope {
  return SCOPES.some((scope) => scope === word)
}
