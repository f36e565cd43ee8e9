import { statusAt, type OnboardingToken } from '../domain/onboarding-token.ts'

/** A link that can be opened, without its secret. */
export const openLinkReply = ({ token, now }: { readonly token: OnboardingToken; readonly now: Date }) => ({
  clientId: token.clientId,
  tokenId: token.id,
  status: statusAt(token, now),
  expiresAt: token.expiresAt.toISOString(),
})
