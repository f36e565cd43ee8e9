import { Type, type Static } from '@sinclair/typebox'
import { NOTICE_LEVELS, NOTICE_TOKEN_MINUTES } from '../../domain/in-app-notice.ts'
import { LOCALES } from '../../domain/locale.ts'
import { Instant, Nullable, OneOf, strict } from './common.ts'

export const Notice = Type.Object(
  {
    level: OneOf(NOTICE_LEVELS, {
      description:
        'How much it matters to the client: nothing to show (`none`), to know (`info`), to do (`action`), or to do at ' +
        'once, because payments are on hold or a deadline is at most seven days away (`urgent`).',
    }),
    words: Type.String({ description: "What to show, in the client's language. Text, not HTML." }),
    locale: OneOf(LOCALES, { description: 'The language of the words.' }),
    deadline: Nullable(Type.String({ format: 'date-time' }), {
      description: 'Until when the client has to act; null if Stripe names no date.',
    }),
    action: Nullable(
      Type.Object({
        type: Type.Literal('continue', { description: 'The client opens a link.' }),
        label: Type.String({ description: "What to write on the button, in the client's language." }),
      }),
      {
        description:
          'What the client can do; null if nothing. It contains no link: lead the client to a page of yours that issues ' +
          'one for the client that is signed in (`issueToken`), or to `request-new-link`.',
      },
    ),
  },
  { $id: 'Notice', description: 'What the own pages of a platform show a client of its onboarding.' },
)

export const noticeExample = {
  level: 'urgent',
  words: 'Payments to you are on hold until Stripe has the details below. A bank account that payouts can go to',
  locale: 'en',
  deadline: '2026-12-10T00:00:00.000Z',
  action: { type: 'continue', label: 'Continue' },
} satisfies Static<typeof Notice>

export const NoticeTokenBody = Type.Object(
  {
    expiresInMinutes: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: NOTICE_TOKEN_MINUTES.most,
        default: NOTICE_TOKEN_MINUTES.usual,
        description: 'How long the token works.',
      }),
    ),
  },
  { ...strict, examples: [{ expiresInMinutes: 10 }] },
)

export const NoticeToken = Type.Object(
  {
    token: Type.String({
      description: 'The notice token, `obn_…`. It reads the notice of this client, and nothing else.',
    }),
    expiresAt: Instant('When it expires.'),
  },
  { $id: 'NoticeToken', description: 'A token for the page of one client.' },
)

export const noticeTokenExample = {
  token:
    'obn_ZGVmYXVsdCAzZmE4NWY2NC01NzE3LTQ1NjItYjNmYy0yYzk2M2Y2NmFmYTYgMTc5NjIxNjQwMA.EXAMPLExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  expiresAt: '2026-11-25T10:10:00.000Z',
} satisfies Static<typeof NoticeToken>

export const NoticeBody = Type.Object(
  { noticeToken: Type.String({ description: 'The notice token, `obn_…`.' }) },
  { ...strict, examples: [{ noticeToken: noticeTokenExample.token }] },
)
