/** What decides whether the refresh secret of a link attempt may bring about one more link. */
export interface LinkAttempt {
  /** When the chain of refreshes ends that the attempt belongs to. */
  readonly refreshUntil: Date
  /** When the refresh secret was used. */
  readonly refreshedAt?: Date
}

/** How long somebody may be away whose link has expired, and still be given another one by the provider's way. */
export const REFRESH_GRACE_MS = 3_600_000

/**
 * When the chain of refreshes ends that a link belongs to: an hour after the expiry of its first link. A link that was
 * made by a refresh inherits the end of its chain, or whoever has got hold of one secret could go on for ever.
 */
export function endOfRefreshes(linkExpiresAt: Date, refreshed?: LinkAttempt): Date {
  return refreshed?.refreshUntil ?? new Date(linkExpiresAt.getTime() + REFRESH_GRACE_MS)
}

/**
 * Whether the refresh secret may be used. It is in a URL, which is read by proxies and kept in histories, so it is worth
 * something once and for about an hour; who comes later goes on with the link that they were sent.
 */
export function mayRefresh({ refreshUntil, refreshedAt }: LinkAttempt, now: Date): boolean {
  return refreshedAt === undefined && now < refreshUntil
}
