import { Type, type Static } from '@sinclair/typebox'
import { Ask, askExample } from './asks.ts'
import type { LinkAction, Progress } from '../../domain/link-holder.ts'
import { LOCALES } from '../../domain/locale.ts'
import type { LandingStatus } from '../../domain/return-url.ts'
import { Country, Instant, Matching, Nullable, OneOf, openToTrackers, ref, strict } from './common.ts'
import { Purpose, TokenStatus } from './token-words.ts'

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

export const LinkPreview = Type.Object(
  {
    clientName: Nullable(Type.String(), {
      description: 'The name of the client; null if the link was revoked or the client was erased.',
    }),
    platformName: Type.String({ description: 'The name of the platform that sent the link.' }),
    supportEmail: Nullable(Type.String(), {
      description: 'Where clients get help (`SUPPORT_EMAIL`); null if unknown.',
    }),
    logo: Nullable(Type.String(), { description: 'The URL of an image (`BRAND_LOGO`); null if there is none.' }),
    color: Nullable(Type.String(), { description: 'As `#rrggbb` (`BRAND_COLOR`); null if there is none.' }),
    ui: OneOf(['hosted', 'embedded'], {
      description:
        "How the built-in page continues: on Stripe's pages, or with Stripe's form itself (`ONBOARDING_UI` and " +
        '`STRIPE_PUBLISHABLE_KEY`).',
    }),
    purpose: ref(Purpose),
    status: ref(TokenStatus),
    progress: Nullable(
      OneOf(['to_submit', 'more_needed', 'in_review', 'on_hold', 'unavailable', 'done'] satisfies Progress[]),
      {
        description:
          'How far the client is, as last reported by Stripe: it has to submit its details (`to_submit`) or provide ' +
          'more (`more_needed`), Stripe is checking them (`in_review`), staff have to find out what holds the account ' +
          'up (`on_hold`), the account is rejected or disconnected (`unavailable`), or nothing is asked of the client ' +
          '(`done`). Null if the link was revoked or the client was erased.',
      },
    ),
    action: OneOf(['open', 'request_new_link', 'none'] satisfies LinkAction[], {
      description:
        'What the holder can do now: open the link, have a new one emailed to the client (`request_new_link`), or ' +
        'nothing, and then has to contact the platform unless `progress` is `in_review` or `done`.',
    }),
    expiresAt: Instant('When the link expires or expired.'),
    locale: OneOf(LOCALES, {
      description:
        'The language of the client, as far as there are words in it: that of its record, otherwise the best of the ' +
        "request's `Accept-Language`, otherwise that of the platform.",
    }),
    asks: Type.Array(ref(Ask), {
      description:
        "What the client still has to provide on Stripe's page, the most urgent first; as last reported, in `locale`.",
    }),
    codeSentTo: Nullable(Type.String(), {
      description:
        "The client's address, masked, if the link is opened with a code that is emailed there (`CONFIRM_BY_EMAIL`) and " +
        'this browser has not typed one within the last hour. Null otherwise.',
    }),
  },
  { $id: 'LinkPreview', description: 'What a page shows before the link is opened.' },
)

export const linkPreviewExample = {
  clientName: 'Ada Lovelace',
  platformName: 'Our platform',
  supportEmail: 'help@example.com',
  logo: 'https://www.example.com/logo.png',
  color: '#0b57d0',
  ui: 'hosted',
  purpose: 'onboarding',
  status: 'in_progress',
  progress: 'to_submit',
  action: 'open',
  expiresAt: '2026-12-09T10:00:00.000Z',
  locale: 'en',
  asks: [askExample],
  codeSentTo: null,
} satisfies Static<typeof LinkPreview>
