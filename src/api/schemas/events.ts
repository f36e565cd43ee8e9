import { Type, type Static } from '@sinclair/typebox'
import { Instant, Nullable, ref, strict } from './common.ts'
import { pageOf, pageQuery } from './page.ts'

export const EventsQuery = Type.Object(pageQuery('events', '^[0-9]{1,18}$'), strict)

export const AuditEvent = Type.Object(
  {
    id: Type.String({ description: 'Later events have larger numbers.' }),
    at: Instant('When it happened.'),
    type: Type.String({ description: 'What happened, e.g. `token_issued`, `link_created`, `readiness_changed`.' }),
    tokenId: Nullable(Type.String({ format: 'uuid' }), { description: 'The onboarding token that was affected.' }),
    actor: Type.String({
      description: 'Who did it: `client`, `admin:<key>`, `admin:cli:<user of the operating system>` or `job:<name>`.',
    }),
    requestId: Type.String({ description: 'The id of the request or the job, as in the log.' }),
    from: Nullable(Type.String(), { description: 'The status, or the readiness, before.' }),
    to: Nullable(Type.String(), { description: 'The status, or the readiness, after.' }),
    details: Nullable(Type.Object({}, { additionalProperties: true }), {
      description: 'More facts, depending on the type: ids, reasons and codes. Never personal data.',
    }),
  },
  {
    $id: 'AuditEvent',
    description: 'Something that happened. Written in the transaction of the change, and never altered.',
  },
)

export const AuditEvents = Type.Object(pageOf(ref(AuditEvent)), {
  $id: 'AuditEvents',
  description: 'A page of audit events.',
})

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
      details: { purpose: 'onboarding', issuedBy: 'staff' },
    },
  ],
  nextCursor: null,
} satisfies Static<typeof AuditEvents>

export const serviceEventsExample = {
  data: [
    {
      id: '43',
      at: '2026-11-25T10:00:00.000Z',
      type: 'api_key_created',
      tokenId: null,
      actor: 'admin:cli:alice',
      requestId: '3f0c8f0e-6a57-4c4b-9c1d-0a4b8f3f7d52',
      from: null,
      to: null,
      details: { keyId: '3f8a92c1d0e4', scopes: ['clients:read'], lifetimeDays: 90 },
    },
  ],
  nextCursor: null,
} satisfies Static<typeof AuditEvents>
