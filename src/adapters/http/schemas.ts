import { Type, type TSchema } from '@fastify/type-provider-typebox'

/** Text that a person entered: no control characters, which mails and databases take amiss. */
const Line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[^\\p{Cc}]+$' })
const Instant = Type.String({ format: 'date-time' })
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const strict = { additionalProperties: false }

export const ProblemSchema = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String(),
  requestId: Type.String(),
  retryable: Type.Boolean(),
  error: Type.String(),
})

const TokenStatus = Type.Union([
  Type.Literal('pending'),
  Type.Literal('in_progress'),
  Type.Literal('completed'),
  Type.Literal('revoked'),
  Type.Literal('expired'),
])
const Purpose = Type.Union([Type.Literal('onboarding'), Type.Literal('update')])

const Country = Type.String({ pattern: '^[A-Z]{2}$' })
const Readiness = Type.Union([
  Type.Literal('none'),
  Type.Literal('disconnected'),
  Type.Literal('rejected'),
  Type.Literal('onboarding'),
  Type.Literal('active_due'),
  Type.Literal('active'),
  Type.Literal('action_required'),
  Type.Literal('under_review'),
  Type.Literal('paused'),
])

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
    country: Type.Optional(Country),
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

export const IssueBody = Type.Object(
  { expiresInHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 2160 })) },
  strict,
)

export const TokenParams = Type.Object({ tokenId: Type.String({ format: 'uuid' }) })

export const RevokedReply = Type.Object({ status: TokenStatus, linksOutstandingUntil: Nullable(Instant) })

export const ClientsQuery = Type.Object(
  {
    status: Type.Optional(TokenStatus),
    readiness: Type.Optional(Readiness),
    q: Type.Optional(Type.String({ minLength: 3, maxLength: 200 })),
    cursor: Type.Optional(Type.String({ format: 'uuid' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  strict,
)

export const ChangeBody = Type.Object(
  {
    name: Type.Optional(Line(200)),
    email: Type.Optional(Type.String({ format: 'email', maxLength: 254 })),
    country: Type.Optional(Nullable(Country)),
  },
  { ...strict, minProperties: 1 },
)

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
    readiness: Readiness,
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

export const ClientsReply = Type.Object({ data: Type.Array(ClientReply), nextCursor: Nullable(Type.String()) })

export const ChangedReply = Type.Intersect([
  ClientReply,
  Type.Object({
    /** The open link went to an address that is not the client's any more, so it was withdrawn. */
    newLinkNeeded: Type.Boolean(),
  }),
])

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

/** The statuses that a route answers with, beyond its success. */
export function problems(...statuses: number[]): Record<number, typeof ProblemSchema> {
  return Object.fromEntries(statuses.map((status) => [status, ProblemSchema]))
}
