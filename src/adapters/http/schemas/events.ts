import { Type, type Static } from '@fastify/type-provider-typebox'
import { Instant, Nullable, ref, strict } from './common.ts'

export const EventsQuery = Type.Object(
  {
    cursor: Type.Optional(
      Type.String({
        pattern: '^[0-9]{1,18}$',
        description: 'The `nextCursor` of the page before; left out: the newest.',
      }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 200, description: 'How many events at most; 50 if left out.' }),
    ),
  },
  strict,
)

export const AuditEvent = Type.Object(
  {
    id: Type.String({ description: 'Later events have larger numbers.' }),
    at: Instant('When it happened.'),
    type: Type.String({ description: 'What happened, e.g. `token_issued`, `link_created`, `readiness_changed`.' }),
    tokenId: Nullable(Type.String({ format: 'uuid' }), { description: 'The onboarding token that it is about.' }),
    actor: Type.String({ description: 'Who did it: `client`, `admin:<key>` or `job:<name>`.' }),
    requestId: Type.String({ description: 'Names the request or the job in the log.' }),
    from: Nullable(Type.String(), { description: 'The status before.' }),
    to: Nullable(Type.String(), { description: 'The status after.' }),
  },
  { $id: 'AuditEvent', description: 'Something that happened to a client; written with the change and never altered.' },
)

export const AuditEvents = Type.Object(
  {
    data: Type.Array(ref(AuditEvent), { description: 'Newest first.' }),
    nextCursor: Nullable(Type.String(), { description: 'Where the next page begins; null on the last one.' }),
  },
  { $id: 'AuditEvents', description: "A page of a client's events." },
)

export const auditEventsExample = {
  data: [
    {
      id: '42',
      at: '2026-11-25T10:00:00.000Z',
      type: 'token_issued',
      tokenId: '5a0f7c9e-2f0b-4c57-9d0d-1c8d5c1b7a10',
      actor: 'admin:environment',
      requestId: '3f0c8f0e-6a57-4c4b-9c1d-0a4b8f3f7d52',
      from: null,
      to: 'pending',
    },
  ],
  nextCursor: null,
} satisfies Static<typeof AuditEvents>
