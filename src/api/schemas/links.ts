import { Type, type Static } from '@sinclair/typebox'
import type { LandingStatus } from '../../domain/return-url.ts'
import { Country, Instant, Matching, OneOf, openToTrackers, strict } from './common.ts'

// Without a pattern, so that a malformed token gets the same reply as an unknown one, and not a validation error.
const Token = Type.String({ description: 'The secret in the link, `obt_…`.' })
export const TokenQuery = Type.Object({ token: Token }, openToTrackers)
export const TokenBody = Type.Object(
  { token: Token },
  { ...strict, examples: [{ token: 'obt_VtGEXAMPLExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' }] },
)

/** One of the two. */
export const NewLinkBody = Type.Object(
  {
    token: Type.Optional(Token),
    email: Type.Optional(
      Type.String({
        format: 'email',
        maxLength: 254,
        description: 'Instead of a token: the address that the platform has for the client, as people type it.',
      }),
    ),
  },
  {
    ...strict,
    minProperties: 1,
    maxProperties: 1,
    examples: [{ token: 'obt_VtGEXAMPLExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' }, { email: 'ada@example.com' }],
  },
)

export const NewLinkQuery = Type.Object(
  {
    platform: Type.Optional(
      Type.String({ description: 'The platform of the address, where several share the host. Not for tokens.' }),
    ),
  },
  strict,
)

const Browser = Type.Optional(
  Matching('^[A-Za-z0-9_-]{8,64}$', 'must be 8 to 64 letters, digits, hyphens or underscores', {
    description:
      'A random id that the browser generates and stores. If a second browser opens the link, the client is notified ' +
      'by email, if the service sends emails. A link that completed the onboarding can be opened again in a browser ' +
      'that opened it before, if Stripe asks for more and the link has not expired.',
  }),
)

export const PreviewBody = Type.Object(
  { token: Token, browser: Browser },
  { ...strict, examples: [{ token: 'obt_VtGEXAMPLExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' }] },
)

/** Six digits, as people type them: `123 456`. */
const Code = Matching('^\\s*([0-9]\\s*){6}$', 'must be the six digits of the code', {
  maxLength: 40,
  description:
    'The code that was emailed to the client, which is asked for after `CODE_REQUIRED`: six digits. Ignored if none is ' +
    'needed.',
})

export const OpeningBody = Type.Object(
  {
    token: Token,
    browser: Browser,
    code: Type.Optional(Code),
    country: Type.Optional(
      Country(
        'The country of the business, which the client is asked for after `COUNTRY_REQUIRED`: its ISO 3166-1 alpha-2 ' +
          'code, or its name. Ignored if the country is known.',
      ),
    ),
    termsVersion: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 40,
        description:
          "The version of the platform's own terms that the client accepts, which it is asked for after " +
          '`TERMS_REQUIRED`; the preview has it as well. Kept with the time and the IP address of this request. Ignored ' +
          'if there is nothing to accept.',
      }),
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
  { $id: 'Accepted', description: 'The same for every token and address, so it reveals nothing about them.' },
)

export const acceptedExample = { accepted: true } satisfies Static<typeof Accepted>

export const OpenedSession = Type.Object(
  {
    clientSecret: Type.String({
      description:
        "What `fetchClientSecret` of Stripe's script returns. It gives access to the client's account and works once: " +
        'neither store nor log it, and request another one each time.',
    }),
    publishableKey: Type.String({ description: "The key that Stripe's script is loaded with, `pk_…`." }),
    components: Type.Array(Type.String(), {
      description:
        'The components that the session is for, in the order to show them, by the names that `create` of ' +
        "Stripe's script knows: `account-onboarding`, or `notification-banner` and `account-management` if the " +
        'client has to provide more.',
    }),
    collectionOptions: Type.Object(
      { fields: OneOf(['currently_due', 'eventually_due']) },
      { description: 'For `setCollectionOptions` of each component: what clients provide up front.' },
    ),
    expiresAt: Instant('When `clientSecret` expires.'),
  },
  { $id: 'OpenedSession', description: "A fresh session for Stripe's form on a page of the platform." },
)

export const openedSessionExample = {
  clientSecret: 'accs_secret__EXAMPLExxxxxxxxxxxxxxxxxxxxxxxx',
  publishableKey: 'pk_test_EXAMPLE',
  components: ['account-onboarding'],
  collectionOptions: { fields: 'eventually_due' },
  expiresAt: '2026-11-25T10:30:00.000Z',
} satisfies Static<typeof OpenedSession>

export const LeftSession = Type.Object(
  {
    status: OneOf(['completed', 'incomplete', 'unavailable', 'unknown'] satisfies LandingStatus[], {
      description:
        'How far the client is, by what Stripe says of the account now: nothing is left to do (`completed`), something ' +
        'is (`incomplete`), the account is rejected or disconnected (`unavailable`), or Stripe cannot be reached ' +
        '(`unknown`).',
    }),
    url: Type.String({
      format: 'uri',
      description: "Where the client continues: the invitation's `returnUrl` with `status`, or a page of the service.",
    }),
  },
  { $id: 'LeftSession', description: "How a visit to Stripe's form ended." },
)

export const leftSessionExample = {
  status: 'completed',
  url: 'https://app.example.com/onboarding-success',
} satisfies Static<typeof LeftSession>

export const SentCode = Type.Object(
  {
    sentTo: Type.String({ description: "The client's address, masked: its first letter, and what is behind the @." }),
    expiresAt: Instant('Until when the code can be typed.'),
  },
  { $id: 'SentCode', description: 'A code is on its way to the client.' },
)

export const sentCodeExample = {
  sentTo: 'a•••@example.com',
  expiresAt: '2026-11-25T10:10:00.000Z',
} satisfies Static<typeof SentCode>
