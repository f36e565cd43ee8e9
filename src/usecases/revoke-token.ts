import type { Act } from '../ports/act.ts'
import type { Revoked, TokenRepository } from '../ports/token-repository.ts'

/** Withdraws a token at staff's request. What was handed out before cannot be recalled, so the answer says how long. */
export function revokeToken({ tokens }: { tokens: TokenRepository }) {
  return (tokenId: string, act: Act): Promise<Revoked> => tokens.revoke(tokenId, 'operator', act)
}
