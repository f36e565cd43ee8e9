import { Type } from '@fastify/type-provider-typebox'
import { Instant, strict } from './common.ts'
import { Purpose, TokenStatus } from './onboarding-tokens.ts'

// No pattern: what cannot be a token is answered like an unknown one, not like a mistake in the request.
const Token = Type.String()
export const TokenQuery = Type.Object({ token: Token }, strict)
export const TokenBody = Type.Object({ token: Token }, strict)

export const OpenedReply = Type.Object({ url: Type.String(), expiresAt: Instant })

export const PreviewReply = Type.Object({
  clientName: Type.String(),
  platformName: Type.String(),
  purpose: Purpose,
  status: TokenStatus,
  expiresAt: Instant,
})
