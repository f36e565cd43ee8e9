import { Type, type Static } from '@fastify/type-provider-typebox'
import { Instant, ref, strict } from './common.ts'
import { Purpose, TokenStatus } from './token-words.ts'

// No pattern: what cannot be a token is answered like an unknown one, not like a mistake in the request.
const Token = Type.String({ description: 'The secret in the link that the client got, `obt_…`.' })
export const TokenQuery = Type.Object({ token: Token }, strict)
export const TokenBody = Type.Object(
  { token: Token },
  { ...strict, examples: [{ token: 'obt_VtGEXAMPLExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' }] },
)

export const OpeningBody = Type.Object(
  {
    token: Token,
    browser: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9_-]{8,64}$',
        description:
          'A random id that the browser made for itself and keeps. When a second browser opens the link, the client is ' +
          'told by email, where the service sends any.',
      }),
    ),
  },
  { ...strict, examples: [{ token: 'obt_VtGEXAMPLExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' }] },
)

export const OpenedLink = Type.Object(
  {
    url: Type.String({ format: 'uri', description: "Stripe's page for this client. It opens once: go there at once." }),
    expiresAt: Instant('When `url` stops working, some minutes from now. Ask again for a fresh one.'),
  },
  { $id: 'OpenedLink', description: 'A way to Stripe, just made.' },
)

export const openedLinkExample = {
  url: 'https://connect.stripe.com/setup/e/acct_1PExample/AbCdEfGhIjKl',
  expiresAt: '2026-11-25T10:05:00.000Z',
} satisfies Static<typeof OpenedLink>

export const Accepted = Type.Object(
  { accepted: Type.Literal(true) },
  { $id: 'Accepted', description: 'Says nothing of the token: whoever holds one learns nothing from it.' },
)

export const acceptedExample = { accepted: true } satisfies Static<typeof Accepted>

export const LinkPreview = Type.Object(
  {
    clientName: Type.String({ description: 'Whose link it is.' }),
    platformName: Type.String({ description: 'Who sent it.' }),
    purpose: ref(Purpose),
    status: ref(TokenStatus),
    expiresAt: Instant('When the link stops working, or stopped.'),
  },
  { $id: 'LinkPreview', description: 'What a page shows before somebody opens a link.' },
)

export const linkPreviewExample = {
  clientName: 'Ada Lovelace',
  platformName: 'Our platform',
  purpose: 'onboarding',
  status: 'pending',
  expiresAt: '2026-12-09T10:00:00.000Z',
} satisfies Static<typeof LinkPreview>
