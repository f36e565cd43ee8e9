import type { OnboardingToken } from './onboarding-token.ts'

/** How many links a client can request in a period (milliseconds): with an earlier link, or by its address. */
const REQUESTED = { most: 3, periodMs: 24 * 3_600_000 }

/** The token after a link of it was sent again. */
export const sentAgain = (token: OnboardingToken, at: Date): OnboardingToken => ({
  ...token,
  sentAgainAt: [...(token.sentAgainAt ?? []), at].slice(-REQUESTED.most),
})

/** When links were sent at the client's request. */
const requestedAt = (tokens: readonly OnboardingToken[]): readonly Date[] =>
  tokens.flatMap(({ selfRequested, issuedAt, sentAgainAt = [] }) => [
    ...(selfRequested ? [issuedAt] : []),
    ...sentAgainAt,
  ])

/** How many links the client has requested within this time before an instant, in milliseconds. */
export const requestedWithin = (tokens: readonly OnboardingToken[], ms: number, at: Date): number =>
  requestedAt(tokens).filter((sentAt) => at.getTime() - sentAt.getTime() < ms).length

/** Whether the client has requested as many links as it gets. */
export const isRequestedTooOften = (tokens: readonly OnboardingToken[], at: Date): boolean =>
  requestedWithin(tokens, REQUESTED.periodMs, at) >= REQUESTED.most
