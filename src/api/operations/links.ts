import { answer, ref } from '../schemas/common.ts'
import {
  Accepted,
  acceptedExample,
  LeftSession,
  leftSessionExample,
  OpenedLink,
  openedLinkExample,
  OpenedSession,
  openedSessionExample,
  OpeningBody,
  PreviewBody,
  SentCode,
  sentCodeExample,
  NewLinkBody,
  NewLinkQuery,
  TokenBody,
  TokenQuery,
} from '../schemas/links.ts'
import { LinkPreview, linkPreviewExample } from '../schemas/link-preview.ts'
import { BODY, INPUT, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

const opened = answer('A fresh link to Stripe.', ref(OpenedLink), openedLinkExample)
const openingProblems = [
  'PREFETCH_REFUSED',
  'TOKEN_NOT_FOUND',
  'TOKEN_REVOKED',
  'TOKEN_EXPIRED',
  'TOKEN_COMPLETED',
  'RATE_LIMITED',
  'STRIPE_ACCOUNT_CREATE_FAILED',
  'STRIPE_ACCOUNT_LINK_FAILED',
  'ACCOUNT_UNAVAILABLE',
  'MODE_MISMATCH',
  'COUNTRY_REQUIRED',
  'CODE_REQUIRED',
  'TERMS_REQUIRED',
] as const

export const openLinkByUrl = {
  schema: {
    operationId: 'openLinkByUrl',
    summary: 'Open a link, with the token in the URL',
    description:
      'The same as `openLink`, for front ends that open links by GET. URLs end up in logs and browser histories, so ' +
      'prefer the POST. Nothing can be accepted or typed by it. The operator can turn this route off.',
    tags: ['links'],
    querystring: TokenQuery,
    response: { 200: opened, ...problems(...INPUT, ...openingProblems) },
  },
} satisfies Operation

export const openLink = {
  schema: {
    operationId: 'openLink',
    summary: 'Open a link',
    description:
      "Creates the client's account at Stripe if there is none, and returns a link to Stripe's pages: send the " +
      'browser to `url` immediately. A failure leaves the token unchanged, and it can be opened as often as needed.',
    tags: ['links'],
    'x-safe-to-repeat': true,
    body: OpeningBody,
    response: {
      200: opened,
      ...problems(...BODY, ...openingProblems, 'COUNTRY_UNAVAILABLE', 'CODE_WRONG', 'CODE_OVER'),
    },
  },
} satisfies Operation

export const sendCode = {
  schema: {
    operationId: 'sendCode',
    summary: 'Email a code for a link',
    description:
      "Emails a code of six digits to the client's stored address, if the platform wants links to be confirmed " +
      '(`CONFIRM_BY_EMAIL`). Open the link with it within ten minutes. It ends with five wrong tries, and when another ' +
      'one is sent; of one link there are at most five in an hour and ten in a day. Once the code was typed, the same ' +
      '`browser` is not asked again for an hour.',
    tags: ['links'],
    'x-safe-to-repeat': false,
    body: PreviewBody,
    response: {
      202: answer('The code was emailed.', ref(SentCode), sentCodeExample),
      ...problems(
        ...BODY,
        ...(['TOKEN_NOT_FOUND', 'TOKEN_REVOKED', 'TOKEN_EXPIRED', 'TOKEN_COMPLETED'] as const),
        ...(['CODE_NOT_NEEDED', 'CODE_NOT_SENT', 'RATE_LIMITED'] as const),
      ),
    },
  },
} satisfies Operation

export const openSession = {
  schema: {
    operationId: 'openSession',
    summary: "Open a link for Stripe's form",
    description:
      "The same as `openLink`, for a front end that shows Stripe's form (Connect embedded components) in its own page. " +
      'Every call is an opening. Needs a publishable key in the configuration of the service.',
    tags: ['links'],
    'x-safe-to-repeat': true,
    body: OpeningBody,
    response: {
      200: answer("A fresh session for Stripe's form.", ref(OpenedSession), openedSessionExample),
      ...problems(
        ...BODY,
        ...openingProblems.filter((code) => code !== 'STRIPE_ACCOUNT_LINK_FAILED'),
        'STRIPE_ACCOUNT_SESSION_FAILED',
        'COUNTRY_UNAVAILABLE',
        'CODE_WRONG',
        'CODE_OVER',
        'PUBLISHABLE_KEY_MISSING',
      ),
    },
  },
} satisfies Operation

export const leaveSession = {
  schema: {
    operationId: 'leaveSession',
    summary: "Leave Stripe's form",
    description:
      "Call this when the client leaves Stripe's form (`setOnExit`), which proves nothing: fetches the account from " +
      'Stripe, as the return from its pages does, and says how far the client is and where it continues.',
    tags: ['links'],
    'x-safe-to-repeat': true,
    body: TokenBody,
    response: {
      200: answer('How far the client is, and where it continues.', ref(LeftSession), leftSessionExample),
      ...problems(...BODY, 'TOKEN_NOT_FOUND', 'RATE_LIMITED'),
    },
  },
} satisfies Operation

export const previewLink = {
  schema: {
    operationId: 'previewLink',
    summary: 'Preview a link',
    description:
      'Shows whose link it is, its status, and what its holder can do now, even if it no longer works. Changes nothing ' +
      'and does not call Stripe.',
    tags: ['links'],
    'x-safe-to-repeat': true,
    body: PreviewBody,
    response: {
      200: answer('Whose link it is, and its status.', ref(LinkPreview), linkPreviewExample),
      ...problems(...BODY, 'TOKEN_NOT_FOUND', 'RATE_LIMITED'),
    },
  },
} satisfies Operation

export const requestNewLink = {
  schema: {
    operationId: 'requestNewLink',
    summary: 'Request a new link',
    description:
      "Emails a new link to the client's stored email address if this one has expired or was replaced by such a " +
      'request, or if the onboarding is completed and Stripe asks for more; at most three times a day. The reply is ' +
      'the same for every token, and takes the same time. Every request is recorded in the audit trail. With an email ' +
      'address instead of a token, each client of the platform with this address that has something to do is emailed ' +
      'a link there, and one whose link works gets another link and keeps it; the same reply after the same time, known or not.',
    tags: ['links'],
    'x-safe-to-repeat': false,
    querystring: NewLinkQuery,
    body: NewLinkBody,
    response: {
      202: answer('The request was accepted.', ref(Accepted), acceptedExample),
      ...problems(...BODY, 'RATE_LIMITED', 'PLATFORM_NOT_FOUND', 'MAIL_NOT_CONFIGURED'),
    },
  },
} satisfies Operation
