import { ClientRecord, clientRecordExample } from '../schemas/client-record.ts'
import { ClientParams } from '../schemas/clients.ts'
import { answer, ref } from '../schemas/common.ts'
import { ADMIN, BODY, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

export const syncClient = {
  config: { scope: 'clients:write' },
  schema: {
    operationId: 'syncClient',
    summary: "Refresh a client's account",
    description: 'Fetches the account from Stripe now, stores it, and returns the client as `showClient` does.',
    tags: ['clients'],
    params: ClientParams,
    response: {
      200: answer('The client, with its account as Stripe reports it now.', ref(ClientRecord), clientRecordExample),
      ...problems(
        ...ADMIN,
        ...BODY,
        'CLIENT_NOT_FOUND',
        'STRIPE_ACCOUNT_RETRIEVE_FAILED',
        'ACCOUNT_UNAVAILABLE',
        'MODE_MISMATCH',
      ),
    },
  },
} satisfies Operation
