import { ClientParams } from '../schemas/clients.ts'
import { answer, ref } from '../schemas/common.ts'
import { IDEMPOTENCY_CODES, IDEMPOTENT_REPLAYED, IdempotencyHeaders } from '../schemas/idempotency.ts'
import { IssueBody, Issued, issuedExample, Revoked, revokedExample, TokenParams } from '../schemas/onboarding-tokens.ts'
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
