import { Type, type Static } from '@sinclair/typebox'
import { Ask, askExample } from './asks.ts'
import { CountryCode, Instant, Matching, ref, strict } from './common.ts'
import { Purpose, TokenStatus } from './token-words.ts'

// Without a pattern, so that a malformed token gets the same reply as an unknown one, and not a validation error.
const Token = Type.String({ description: 'The secret in the link, `obt_…`.' })
export const TokenQuery = Type.Object({ token: Token }, strict)
export const TokenBody = Type.Object(
  { token: Token },
  { ...strict, examples: [{ token: 'obt_VtGEXAMPLExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' }] },
)

export const OpeningBody = Type.Object(
  {
    token: Token,
    browser: Type.Optional(
      Matching('^[A-Za-z0-9_-]{8,64}$', 'must be 8 to 64 letters, digits, hyphens or underscores', {
        description:
          'A random id that the browser generates and stores. If a second browser opens the link, the client is ' +
          'notified by email, if the service sends emails.',
      }),
    ),
    country: Type.Optional(
      CountryCode(
        'The country of the business, ISO 3166-1 alpha-2, which the client is asked for after `COUNTRY_REQUIRED`. ' +
          'Ignored if the country is known.',
      ),
    ),
  },
  { ...strict, examples: [{ token: 'obt_VtGEXAMPLExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' }] },
)

export const OpenedLink = Type.Object(
  {
    url: Type.String({
      format: 'uri',
      description: "Stripe's page for this client. It works once: redirect to it immediately.",
    }),
    expiresAt: Instant('When `url` expires, a few minutes from now. Open the link again for a fresh one.'),
  },
  { $id: 'OpenedLink', description: 'A fresh link to Stripe.' },
)

export const openedLinkExample = {
  url: 'https://connect.stripe.com/setup/e/acct_1PExample/AbCdEfGhIjKl',
  expiresAt: '2026-11-25T10:05:00.000Z',
} satisfies Static<typeof OpenedLink>

export const Accepted = Type.Object(
  { accepted: Type.Literal(true) },
  { $id: 'Accepted', description: 'The same for every token, so it reveals nothing about the token.' },
)

export const acceptedExample = { accepted: true } satisfies Static<typeof Accepted>

export const LinkPreview = Type.Object(
  {
    clientName: Type.String({ description: 'The name of the client.' }),
    platformName: Type.String({ description: 'The name of the platform that sent the link.' }),
    purpose: ref(Purpose),
    status: ref(TokenStatus),
    expiresAt: Instant('When the link expires or expired.'),
    asks: Type.Array(ref(Ask), {
      description: "What the client still has to provide on Stripe's page, the most urgent first; as last reported.",
    }),
  },
  { $id: 'LinkPreview', description: 'What a page shows before the link is opened.' },
)

export const linkPreviewExample = {
  clientName: 'Ada Lovelace',
  platformName: 'Our platform',
  purpose: 'onboarding',
  status: 'in_progress',
  expiresAt: '2026-12-09T10:00:00.000Z',
  asks: [askExample],
} satisfies Static<typeof LinkPreview>
