import type { Scope } from './scope.ts'

/** A credential of the admin API, without its secret. */
export interface ApiKey {
  readonly id: string
  /** What it is for, as its owner calls it. A key and the one that takes over from it share a name. */
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly revokedAt?: Date
  /** To the minute: not every use is noted. */
  readonly lastUsedAt?: Date
}

export type ApiKeyStatus = 'live' | 'expired' | 'revoked'

/** No key lives longer, so that one which was lost and forgotten dies by itself. */
export const LONGEST_LIFETIME_DAYS = 90

/** How often the use of a key is noted at most. */
export const USE_NOTED_EVERY_MS = 60_000

/** What a key is at an instant of the database's clock. */
export function apiKeyStatusAt({ expiresAt, revokedAt }: ApiKey, now: Date): ApiKeyStatus {
  if (revokedAt !== undefined) return 'revoked'
  return now >= expiresAt ? 'expired' : 'live'
}

/** Whether the last use that was noted is long enough ago for this one to be noted too. */
export function isUseToBeNoted({ lastUsedAt }: ApiKey, now: Date): boolean {
  return lastUsedAt === undefined || now.getTime() - lastUsedAt.getTime() >= USE_NOTED_EVERY_MS
}

/** What is wrong with a key that somebody asks for, if anything is. */
export function faultOfApiKey({
  name,
  scopes,
  lifetimeDays,
}: {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly lifetimeDays: number
}): 'name' | 'scopes' | 'lifetime' | undefined {
  if (!/^[^\p{Cc}]{1,100}$/u.test(name) || name.trim() !== name) return 'name'
  if (scopes.length === 0) return 'scopes'
  if (!Number.isInteger(lifetimeDays) || lifetimeDays < 1 || lifetimeDays > LONGEST_LIFETIME_DAYS) return 'lifetime'
  return undefined
}
