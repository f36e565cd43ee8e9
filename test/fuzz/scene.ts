import type { Scope } from '../../src/domain/scope.ts'

/** The keys that requests choose from, besides one with all rights. */
export const SCOPED_KEYS: readonly (readonly Scope[])[] = [
  ['clients:read'],
  ['clients:write'],
  ['clients:write', 'clients:read', 'emails:send'],
  ['tokens:write'],
  ['clients:erase'],
  ['accounts:manage'],
  ['notices:read'],
  ['read'],
]

/** No limit stands in the way of requests from one address. */
export const LIMITS = {
  TOKEN_LIMIT_PER_MINUTE: '1000000',
  UNKNOWN_CALLER_LIMIT_PER_MINUTE: '1000000',
  SMTP_URL: 'smtp://127.0.0.1:1',
  MAIL_FROM: 'links@example.com',
  ADMIN_LIMIT_PER_MINUTE: '1000000',
  LOG_LEVEL: 'warn',
}
