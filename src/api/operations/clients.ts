import { Type } from '@sinclair/typebox'
import { ChangeBody, ChangedClient, changedClientExample } from '../schemas/client-change.ts'
import { ClientCounts, clientCountsExample } from '../schemas/client-counts.ts'
import { Clients, clientsExample, ClientsQuery } from '../schemas/client-list.ts'
import { ClientRecord, clientRecordExample } from '../schemas/client-record.ts'
import { ClientParams } from '../schemas/clients.ts'
import { answer, ref } from '../schemas/common.ts'
import { IDEMPOTENCY_CODES, IDEMPOTENT_REPLAYED, IdempotencyHeaders } from '../schemas/idempotency.ts'
import { InvitationBody } from '../schemas/invitation.ts'
import { Invited, invitedExample } from '../schemas/onboarding-tokens.ts'
import { ADMIN, BODY, INPUT, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

export const inviteClient = {
  config: { scope: 'clients:write' },
  schema: {
    operationId: 'inviteClient',
    summary: 'Invite a client',
    description:
      'Creates a client and issues its link. The link is returned only here: send it to the client. `sendEmail` also ' +
      'requires the scope `emails:send`.',
    tags: ['clients'],
    'x-safe-to-repeat': false,
    headers: IdempotencyHeaders,
    body: InvitationBody,
    response: {
      201: answer('The client and its link.', ref(Invited), invitedExample, {
        Location: Type.String({ description: 'The path of the client.' }),
        ...IDEMPOTENT_REPLAYED,
      }),
      ...problems(
        ...ADMIN,
        ...BODY,
        ...IDEMPOTENCY_CODES,
        'CLIENT_EXISTS',
        'EXTERNAL_ID_EXISTS',
        'MAIL_NOT_CONFIGURED',
        'PROFILE_UNKNOWN',
        'RETURN_URL_NOT_ALLOWED',
      ),
    },
  },
} satisfies Operation

export const showClient = {
  config: { scope: 'clients:read' },
  schema: {
    operationId: 'showClient',
    summary: 'Show a client',
    description: 'Shows a client as it is stored, with its latest token and its account. Does not call Stripe.',
    tags: ['clients'],
    params: ClientParams,
    response: {
      200: answer('The client, its token and its account.', ref(ClientRecord), clientRecordExample),
      ...problems(...ADMIN, ...INPUT, 'CLIENT_NOT_FOUND'),
    },
  },
} satisfies Operation

export const listClients = {
  config: { scope: 'clients:read' },
  schema: {
    operationId: 'listClients',
    summary: 'List clients',
    description:
      'Clients that have not been erased, newest first; with `status=expired`, those whose link expired last come first. ' +
      'A client must match all filters that are given. A cursor belongs to the order of its list. Who is stuck, the longest first: `nextAction=client&nextAction=' +
      'provider&nextAction=operator&sort=since`.',
    tags: ['clients'],
    querystring: ClientsQuery,
    response: { 200: answer('A page of clients.', ref(Clients), clientsExample), ...problems(...ADMIN, ...INPUT) },
  },
} satisfies Operation

export const countClients = {
  config: { scope: 'clients:read' },
  schema: {
    operationId: 'countClients',
    summary: 'Count clients',
    description:
      'How many clients there are, by the words that lists filter by: each number is the length of the list with this filter.',
    tags: ['clients'],
    response: { 200: answer('The counts.', ref(ClientCounts), clientCountsExample), ...problems(...ADMIN) },
  },
} satisfies Operation

export const changeClient = {
  config: { scope: 'clients:write' },
  schema: {
    operationId: 'changeClient',
    summary: 'Change a client',
    description:
      'Changes the fields that are given. A new email address revokes the open link, which was sent to the old one. ' +
      'The country cannot be changed once an account at Stripe exists, or may exist. The account profile and the prefilled ' +
      'details cannot be changed, because Stripe takes them only when it creates the account. The reply has the client, ' +
      'its token and its account if the key has the scope `clients:read`.',
    tags: ['clients'],
    params: ClientParams,
    body: ChangeBody,
    response: {
      200: answer('The client as it is now.', ref(ChangedClient), changedClientExample),
      ...problems(...ADMIN, ...BODY, 'CLIENT_NOT_FOUND', 'CLIENT_EXISTS', 'COUNTRY_LOCKED', 'RETURN_URL_NOT_ALLOWED'),
    },
  },
} satisfies Operation

export const eraseClient = {
  config: { scope: 'clients:erase' },
  schema: {
    operationId: 'eraseClient',
    summary: 'Erase a client',
    description:
      'Permanently removes all personal data of a client and revokes its link. Its ids and its audit trail remain. ' +
      'The account at Stripe is not changed. Erasing again has no further effect.',
    tags: ['clients'],
    params: ClientParams,
    response: {
      204: { type: 'null', description: 'The client is erased.' },
      ...problems(...ADMIN, ...BODY, 'CLIENT_NOT_FOUND', 'INTENT_UNRESOLVED'),
    },
  },
} satisfies Operation
