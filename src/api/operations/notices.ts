import { ClientParams } from '../schemas/clients.ts'
import { answer, ref } from '../schemas/common.ts'
import {
  Notice,
  NoticeBody,
  noticeExample,
  NoticeToken,
  NoticeTokenBody,
  noticeTokenExample,
} from '../schemas/notices.ts'
import { ADMIN, BODY, INPUT, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

const shown = answer("The notice, in the client's language.", ref(Notice), noticeExample)

export const showNotice = {
  config: { scope: 'notices:read' },
  schema: {
    operationId: 'showNotice',
    summary: "Show a client's notice",
    description:
      'What the own pages of the platform show a client of its onboarding: what is due, by when, and whether it can ' +
      'continue. Nothing is fetched from Stripe.',
    tags: ['clients'],
    params: ClientParams,
    response: { 200: shown, ...problems(...ADMIN, ...INPUT, 'CLIENT_NOT_FOUND') },
  },
} satisfies Operation

export const createNoticeToken = {
  config: { scope: 'notices:read' },
  schema: {
    operationId: 'createNoticeToken',
    summary: "Create a token for a client's notice",
    description:
      'A short-lived token with which the page of a client that is signed in reads its notice (`readNotice`), so that ' +
      'no key is in a browser. It is not stored, and ends with its time or with the client.',
    tags: ['clients'],
    'x-safe-to-repeat': true,
    params: ClientParams,
    body: NoticeTokenBody,
    response: {
      200: answer('The token.', ref(NoticeToken), noticeTokenExample),
      ...problems(...ADMIN, ...BODY, 'CLIENT_NOT_FOUND'),
    },
  },
} satisfies Operation

export const readNotice = {
  schema: {
    operationId: 'readNotice',
    summary: 'Read a notice, with a token',
    description: 'The notice of the client that the token is for. Changes nothing and does not call Stripe.',
    tags: ['clients'],
    'x-safe-to-repeat': true,
    body: NoticeBody,
    response: { 200: shown, ...problems(...BODY, 'TOKEN_NOT_FOUND', 'TOKEN_EXPIRED', 'RATE_LIMITED') },
  },
} satisfies Operation
