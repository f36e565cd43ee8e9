/** The facts that decide whether the refresh secret of a link attempt can still create a link. */
export interface LinkAttempt {
  readonly tokenId: string
  readonly handedOutAt: Date
  /** When the attempt's chain of refreshes ends. */
  readonly refreshUntil: Date
  /** When the refresh secret was used. */
  readonly refreshedAt?: Date
}

/** How long after an account link expires a refresh can still replace it, in milliseconds. */
export const REFRESH_GRACE_MS = 3_600_000

/**
 * When a link's chain of refreshes ends: one hour after the expiry of its first link. A link created by a refresh
 * inherits the end of its chain. Otherwise one leaked refresh secret could be used to obtain links without end.
 */
export function endOfRefreshes(linkExpiresAt: Date, refreshed?: Pick<LinkAttempt, 'refreshUntil'>): Date {
  return refreshed?.refreshUntil ?? new Date(linkExpiresAt.getTime() + REFRESH_GRACE_MS)
}

/**
 * Whether the refresh secret can still be used. It is part of a URL, which proxies log and browsers store, so it works
 * once and only until its chain ends. After that the client continues with the link from its email.
 */
export function mayRefresh(
  { refreshUntil, refreshedAt }: Pick<LinkAttempt, 'refreshUntil' | 'refreshedAt'>,
  now: Date,
): boolean {
  return refreshedAt === undefined && now < refreshUntil
}
