import type { Scope } from './scope.ts'

/** A credential of the admin API, without its secret. */
export interface ApiKey {
  readonly id: string
  /** The platform that it acts for. Absent: all of them, and each request names one. */
  readonly platform?: string
  /** The purpose, in the owner's words. A key and its replacement have the same name. */
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly revokedAt?: Date
  /** Accurate to one minute, because not every use is recorded. */
  readonly lastUsedAt?: Date
}

export type ApiKeyStatus = 'live' | 'expired' | 'revoked'

/** The longest lifetime of a key, in days, so that a forgotten key expires. */
export const LONGEST_LIFETIME_DAYS = 90

/** `lastUsedAt` is updated at most once in this many milliseconds. */
export const USE_NOTED_EVERY_MS = 60_000

/** The status of a key at an instant of the database's clock. */
export function apiKeyStatusAt({ expiresAt, revokedAt }: ApiKey, now: Date): ApiKeyStatus {
  if (revokedAt !== undefined) return 'revoked'
  return now >= expiresAt ? 'expired' : 'live'
}

/** Whether `lastUsedAt` is old enough to be updated. */
export function isUseToBeNoted({ lastUsedAt }: ApiKey, now: Date): boolean {
  return lastUsedAt === undefined || now.getTime() - lastUsedAt.getTime() >= USE_NOTED_EVERY_MS
}

/** The first invalid property of a requested key, or `undefined` if the key is valid. */
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
