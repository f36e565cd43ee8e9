import { Type } from '@fastify/type-provider-typebox'
import { Instant, Line, Nullable, strict } from './common.ts'
import { Purpose, TokenStatus } from './onboarding-tokens.ts'

const Client = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  email: Type.String(),
  country: Nullable(Type.String()),
  externalId: Nullable(Type.String()),
  createdAt: Instant,
})

export const InvitationBody = Type.Object(
  {
    name: Line(200),
    email: Type.String({ format: 'email', maxLength: 254 }),
    country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
    externalId: Type.Optional(Line(200)),
    expiresInHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 2160 })),
  },
  strict,
)

export const InvitedReply = Type.Object({
  client: Client,
  onboarding: Type.Object({
    tokenId: Type.String({ format: 'uuid' }),
    token: Type.String(),
    url: Type.String(),
    status: TokenStatus,
    expiresAt: Instant,
  }),
})

export const EventsQuery = Type.Object(
  {
    cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  strict,
)

export const EventsReply = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Type.String(),
      at: Instant,
      type: Type.String(),
      tokenId: Nullable(Type.String()),
      actor: Type.String(),
      requestId: Type.String(),
      from: Nullable(Type.String()),
      to: Nullable(Type.String()),
    }),
  ),
  nextCursor: Nullable(Type.String()),
})

export const ClientParams = Type.Object({ clientId: Type.String({ format: 'uuid' }) })

export const ClientReply = Type.Object({
  client: Client,
  onboarding: Type.Object({
    tokenId: Type.String({ format: 'uuid' }),
    purpose: Purpose,
    status: TokenStatus,
    expiresAt: Instant,
    attempts: Type.Integer(),
    lastError: Nullable(
      Type.Object({
        code: Type.String(),
        /** The provider's own code, for operators. */
        providerCode: Type.String(),
        requestId: Nullable(Type.String()),
        retryable: Type.Boolean(),
        at: Instant,
      }),
    ),
  }),
  account: Type.Object({
    id: Nullable(Type.String()),
    readiness: Type.String(),
    nextAction: Type.String(),
    payoutsEnabled: Type.Boolean(),
    chargesEnabled: Type.Boolean(),
    /** The provider's reason for a hold: for operators, not for clients. */
    holdReason: Nullable(Type.String()),
    requirements: Type.Object({
      inWords: Type.Array(Type.String()),
      currentlyDue: Type.Array(Type.String()),
      pastDue: Type.Array(Type.String()),
      pendingVerification: Type.Array(Type.String()),
      deadline: Nullable(Instant),
    }),
  }),
})
