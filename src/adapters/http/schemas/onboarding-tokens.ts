import { Type } from '@fastify/type-provider-typebox'
import { Instant, Nullable, strict } from './common.ts'

export const TokenStatus = Type.Union([
  Type.Literal('pending'),
  Type.Literal('in_progress'),
  Type.Literal('completed'),
  Type.Literal('revoked'),
  Type.Literal('expired'),
])
export const Purpose = Type.Union([Type.Literal('onboarding'), Type.Literal('update')])

export const IssueBody = Type.Object(
  { expiresInHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 2160 })) },
  strict,
)

export const TokenParams = Type.Object({ tokenId: Type.String({ format: 'uuid' }) })

export const RevokedReply = Type.Object({ status: TokenStatus, linksOutstandingUntil: Nullable(Instant) })
