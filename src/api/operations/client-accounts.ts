import { SyncedClient, syncedClientExample } from '../schemas/client-change.ts'
import { ClientParams } from '../schemas/clients.ts'
import { answer, ref } from '../schemas/common.ts'
import { ADMIN, BODY, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

export const syncClient = {
  config: { scope: 'clients:write' },
  schema: {
    operationId: 'syncClient',
    summary: "Refresh a client's account",
    description:
      'Fetches the account from Stripe now, and stores it. The reply has the client as `showClient` does if ' +
      'the key has the scope `clients:read`, and otherwise only its id.',
    tags: ['clients'],
    params: ClientParams,
    response: {
      200: answer('The client, with its account as Stripe reports it now.', ref(SyncedClient), syncedClientExample),
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
