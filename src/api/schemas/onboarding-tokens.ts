import { Type, type Static } from '@sinclair/typebox'
import { Client, clientExample } from './clients.ts'
import { Id, Instant, Nullable, READERS, ref, strict } from './common.ts'
import { TokenStatus } from './token-words.ts'

/** 90 days. */
const LONGEST_HOURS = 2160

/** How long a new link can be opened. */
export const ExpiresInHours = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: LONGEST_HOURS,
    description: 'How long the link can be opened, in hours. Default: 336 (two weeks), unless configured otherwise.',
  }),
)

/** Whether the client gets an email. */
export const SendEmail = Type.Optional(
  Type.Boolean({
    description:
      'Whether the client is also sent an email, with another link. Default: false. The reply contains a link anyway.',
  }),
)

export const IssueBody = Type.Object(
  { expiresInHours: ExpiresInHours, sendEmail: SendEmail },
  { ...strict, examples: [{ expiresInHours: 72, sendEmail: true }] },
)

export const ExtendBody = Type.Object(
  {
    expiresInHours: Type.Integer({
      minimum: 1,
      maximum: LONGEST_HOURS,
      description: 'How long the link can be opened from now, in hours.',
    }),
  },
  { ...strict, examples: [{ expiresInHours: 336 }] },
)

export const TokenParams = Type.Object({ tokenId: Id('The `tokenId` from the reply that contained the link.') })

export const NewLink = Type.Object({
  tokenId: Id('The id of the onboarding token; not a secret.'),
  token: Type.String({ description: 'The secret in the link, `obt_…`. Returned only here; only its hash is stored.' }),
  url: Type.String({ format: 'uri', description: 'The link for the client; it contains the secret.' }),
  status: ref(TokenStatus),
  expiresAt: Instant('When the link expires.'),
})

export const Invited = Type.Object(
  { client: ref(Client), onboarding: NewLink },
  { $id: 'Invited', description: 'A new client and its link.' },
)

export const Issued = Type.Object(
  {
    clientId: Id('The id of the client.'),
    client: Type.Optional(Type.Unsafe<Static<typeof Client>>({ allOf: [ref(Client)], description: READERS })),
    onboarding: NewLink,
  },
  { $id: 'Issued', description: 'A new link of a client.' },
)

export const invitedExample = {
  client: clientExample,
  onboarding: {
    tokenId: '5a0f7c9e-2f0b-4c57-9d0d-1c8d5c1b7a10',
    token: 'obt_VtGEXAMPLExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    url: 'https://app.example.com/onboard?token=obt_VtGEXAMPLExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    status: 'pending',
    expiresAt: '2026-12-09T10:00:00.000Z',
  },
} satisfies Static<typeof Invited>

export const issuedExample = { clientId: clientExample.id, ...invitedExample } satisfies Static<typeof Issued>

export const OpenLink = Type.Object(
  {
    clientId: Id('The id of the client.'),
    tokenId: Id('The id of the onboarding token; not a secret.'),
    status: ref(TokenStatus),
    expiresAt: Instant('When the link expires.'),
  },
  { $id: 'OpenLink', description: 'A link that can be opened, without its secret.' },
)

export const openLinkExample = {
  clientId: clientExample.id,
  tokenId: '5a0f7c9e-2f0b-4c57-9d0d-1c8d5c1b7a10',
  status: 'pending',
  expiresAt: '2026-12-09T10:00:00.000Z',
} satisfies Static<typeof OpenLink>

export const Revoked = Type.Object(
  {
    status: ref(TokenStatus),
    linksOutstandingUntil: Nullable(Type.String({ format: 'date-time' }), {
      description: 'Until when pages at Stripe that were opened before may still work; null if there are none.',
    }),
  },
  { $id: 'Revoked', description: 'A revoked token.' },
)

export const revokedExample = {
  status: 'revoked',
  linksOutstandingUntil: '2026-11-25T10:05:00.000Z',
} satisfies Static<typeof Revoked>
