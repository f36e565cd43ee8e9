import { Type, type Static } from '@sinclair/typebox'
import type { LinkAction, Progress } from '../../domain/link-holder.ts'
import { LOCALES } from '../../domain/locale.ts'
import { Ask, askExample } from './asks.ts'
import { Instant, Nullable, OneOf, ref } from './common.ts'
import { Purpose, TokenStatus } from './token-words.ts'

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
    terms: Nullable(
      Type.Object({
        version: Type.String({ description: 'What `termsVersion` has to be when the link is opened.' }),
        url: Type.String({ format: 'uri', description: 'Where the client can read them.' }),
      }),
      {
        description:
          "The platform's own terms (`TERMS_URL`), if the client has to accept them before the link is opened. Null: " +
          'there are none, or it has accepted this version.',
      },
    ),
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
  terms: null,
} satisfies Static<typeof LinkPreview>
