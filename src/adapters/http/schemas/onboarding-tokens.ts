import { Type, type Static } from '@fastify/type-provider-typebox'
import { Client, clientExample } from './clients.ts'
import { Id, Instant, Nullable, ref, strict } from './common.ts'
import { TokenStatus } from './token-words.ts'

/** How long a new link can be opened. */
export const ExpiresInHours = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: 2160,
    description: 'How long the link can be opened, in hours. 336 (two weeks) unless the service is set up otherwise.',
  }),
)

/** Whether the client gets a mail. */
export const SendEmail = Type.Optional(
  Type.Boolean({
    description:
      'Whether the client is sent a mail, with a link of its own. `false` unless said; the answer holds a link anyway.',
  }),
)

export const IssueBody = Type.Object(
  { expiresInHours: ExpiresInHours, sendEmail: SendEmail },
  { ...strict, examples: [{ expiresInHours: 72, sendEmail: true }] },
)

export const TokenParams = Type.Object({ tokenId: Id('The `tokenId` of the answer that gave the link.') })

export const Issued = Type.Object(
  {
    client: ref(Client),
    onboarding: Type.Object({
      tokenId: Id('Names the onboarding token in the API; no secret.'),
      token: Type.String({ description: 'The secret in the link, `obt_…`. Shown this once and stored nowhere.' }),
      url: Type.String({ format: 'uri', description: 'The link for the client, with the secret in it.' }),
      status: ref(TokenStatus),
      expiresAt: Instant('When the link stops working.'),
    }),
  },
  { $id: 'Issued', description: 'A client, and the link that it was just given.' },
)

export const issuedExample = {
  client: clientExample,
  onboarding: {
    tokenId: '5a0f7c9e-2f0b-4c57-9d0d-1c8d5c1b7a10',
    token: 'obt_VtGEXAMPLExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    url: 'https://app.example.com/onboard?token=obt_VtGEXAMPLExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    status: 'pending',
    expiresAt: '2026-12-09T10:00:00.000Z',
  },
} satisfies Static<typeof Issued>

export const Revoked = Type.Object(
  {
    status: ref(TokenStatus),
    linksOutstandingUntil: Nullable(Type.String({ format: 'date-time' }), {
      description: 'Until when pages at Stripe that were opened before may still work; null when there are none.',
    }),
  },
  { $id: 'Revoked', description: 'What became of a revoked token.' },
)

export const revokedExample = {
  status: 'revoked',
  linksOutstandingUntil: '2026-11-25T10:05:00.000Z',
} satisfies Static<typeof Revoked>
