import { AdoptBody, Adopted, adoptedExample } from '../schemas/account-adoption.ts'
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

export const adoptAccount = {
  config: { scope: 'clients:write' },
  schema: {
    operationId: 'adoptAccount',
    summary: 'Adopt an existing account',
    description:
      'Makes an account that exists at Stripe the account of a client. It must be connected to this platform, in the ' +
      'mode of its key, and belong to no other client. Nothing is created. If Stripe ' +
      "already has the client's details, its onboarding is completed, without an email. If Stripe needs more of the " +
      'client, and no link of it opens, it gets one with the purpose `update`: for keys with the scope `tokens:write`, ' +
      'and by email with `sendEmail`, which also requires `emails:send`. A repeated request refreshes the account, and ' +
      'issues no link.',
    tags: ['clients'],
    params: ClientParams,
    body: AdoptBody,
    response: {
      200: answer('The client, with its account as Stripe reports it now.', ref(Adopted), adoptedExample),
      ...problems(
        ...ADMIN,
        ...BODY,
        'CLIENT_NOT_FOUND',
        'ACCOUNT_NOT_FOUND',
        'ACCOUNT_EXISTS',
        'ACCOUNT_TAKEN',
        'INTENT_UNRESOLVED',
        'PROFILE_UNKNOWN',
        'MAIL_NOT_CONFIGURED',
        'STRIPE_ACCOUNT_RETRIEVE_FAILED',
      ),
    },
  },
} satisfies Operation
