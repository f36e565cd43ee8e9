import { ClientParams } from '../schemas/clients.ts'
import { answer, ref } from '../schemas/common.ts'
import { IDEMPOTENCY_CODES, IDEMPOTENT_REPLAYED, IdempotencyHeaders } from '../schemas/idempotency.ts'
import {
  ExtendBody,
  IssueBody,
  Issued,
  issuedExample,
  OpenLink,
  openLinkExample,
  Revoked,
  revokedExample,
  TokenParams,
} from '../schemas/onboarding-tokens.ts'
import { ADMIN, BODY, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

export const issueToken = {
  config: { scope: 'tokens:write' },
  schema: {
    operationId: 'issueToken',
    summary: 'Issue a new link',
    description:
      'Issues a new link for a client and revokes its open one. A client that has completed its onboarding gets a ' +
      'new link only if Stripe needs more details, and a client whose account is rejected or disconnected gets none. ' +
      'The link is returned only here. `sendEmail` also requires the scope ' +
      '`emails:send`, and the reply has the client if the key has the scope `clients:read`.',
    tags: ['tokens'],
    'x-safe-to-repeat': false,
    headers: IdempotencyHeaders,
    params: ClientParams,
    body: IssueBody,
    response: {
      201: answer('The client and its new link.', ref(Issued), issuedExample, IDEMPOTENT_REPLAYED),
      ...problems(
        ...ADMIN,
        ...BODY,
        ...IDEMPOTENCY_CODES,
        'CLIENT_NOT_FOUND',
        'ALREADY_COMPLETED',
        'ACCOUNT_REJECTED',
        'ACCOUNT_DISCONNECTED',
        'MAIL_NOT_CONFIGURED',
      ),
    },
  },
} satisfies Operation

export const extendToken = {
  config: { scope: 'tokens:write' },
  schema: {
    operationId: 'extendToken',
    summary: 'Extend a link',
    description:
      'Lets the links of a token that is neither completed nor revoked be opened for so long from now, also if they have ' +
      'expired. The links stay the same, so the client uses the one that it has. They never expire earlier than before.',
    tags: ['tokens'],
    'x-safe-to-repeat': true,
    params: TokenParams,
    body: ExtendBody,
    response: {
      200: answer('The link, with its new expiry.', ref(OpenLink), openLinkExample),
      ...problems(
        ...ADMIN,
        ...BODY,
        'TOKEN_NOT_FOUND',
        'ALREADY_COMPLETED',
        'TOKEN_REVOKED',
        'ACCOUNT_REJECTED',
        'ACCOUNT_DISCONNECTED',
      ),
    },
  },
} satisfies Operation

export const remindClient = {
  config: { scope: 'emails:send' },
  schema: {
    operationId: 'remindClient',
    summary: 'Remind a client',
    description:
      'Sends the client an email that reminds it of its link, or, if that has expired, with a new one. Only while it is ' +
      "the client's turn, at most once a day, and five times about the same matter, the reminders of the service " +
      'included.',
    tags: ['tokens'],
    'x-safe-to-repeat': false,
    params: ClientParams,
    response: {
      200: answer('The link that the email is about.', ref(OpenLink), openLinkExample),
      ...problems(
        ...ADMIN,
        ...BODY,
        'CLIENT_NOT_FOUND',
        'NOT_CLIENTS_TURN',
        'REMINDERS_STOPPED',
        'REMINDED_RECENTLY',
        'REMINDED_ENOUGH',
        'ALREADY_COMPLETED',
        'ACCOUNT_REJECTED',
        'ACCOUNT_DISCONNECTED',
        'MAIL_NOT_CONFIGURED',
      ),
    },
  },
} satisfies Operation

export const revokeToken = {
  config: { scope: 'tokens:write' },
  schema: {
    operationId: 'revokeToken',
    summary: 'Revoke a link',
    description:
      'A revoked link can no longer be opened. Pages at Stripe that were opened before still work until they expire.',
    tags: ['tokens'],
    'x-safe-to-repeat': true,
    params: TokenParams,
    response: {
      200: answer('The link is revoked, now or since earlier.', ref(Revoked), revokedExample),
      ...problems(...ADMIN, ...BODY, 'TOKEN_NOT_FOUND', 'ALREADY_COMPLETED'),
    },
  },
} satisfies Operation
