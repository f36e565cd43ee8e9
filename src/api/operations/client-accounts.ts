import { AdoptBody, Adopted, adoptedExample } from '../schemas/account-adoption.ts'
import { AccountBody, LoginLink, loginLinkExample, RejectBody } from '../schemas/account-management.ts'
import { resetExample, SyncedClient, syncedClientExample } from '../schemas/client-change.ts'
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
    'x-safe-to-repeat': true,
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
    'x-safe-to-repeat': false,
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

const MANAGED = ['CLIENT_NOT_FOUND', 'NO_ACCOUNT', 'ACCOUNT_EXISTS', 'INTENT_UNRESOLVED'] as const

export const resetAccount = {
  config: { scope: 'accounts:manage' },
  schema: {
    operationId: 'resetAccount',
    summary: "Reset a client's account",
    description:
      'Detaches the account from the client, so that the next link that it opens creates another one, for example in the ' +
      'right country. The open link is revoked, and the country can be changed until then. The account stays at Stripe, ' +
      'and in the events of the client. Only staff can cause a second account, and only in this way.',
    tags: ['clients'],
    'x-safe-to-repeat': false,
    params: ClientParams,
    body: AccountBody,
    response: {
      200: answer('The client, without an account.', ref(SyncedClient), resetExample),
      ...problems(...ADMIN, ...BODY, ...MANAGED),
    },
  },
} satisfies Operation

const acted = {
  200: answer('The client, with its account as Stripe reports it now.', ref(SyncedClient), syncedClientExample),
  ...problems(...ADMIN, ...BODY, ...MANAGED, 'STRIPE_ACCOUNT_CHANGE_FAILED', 'ACCOUNT_UNAVAILABLE', 'MODE_MISMATCH'),
}

export const closeAccount = {
  config: { scope: 'accounts:manage' },
  schema: {
    operationId: 'closeAccount',
    summary: "Close a client's account",
    description:
      'Closes the account at Stripe for good, and revokes the open link. Stripe refuses while the account has a balance. ' +
      'To onboard the client again, reset the account afterwards.',
    tags: ['clients'],
    'x-safe-to-repeat': true,
    params: ClientParams,
    body: AccountBody,
    response: acted,
  },
} satisfies Operation

export const rejectAccount = {
  config: { scope: 'accounts:manage' },
  schema: {
    operationId: 'rejectAccount',
    summary: "Reject a client's account",
    description:
      'Rejects the account at Stripe as the platform, with a reason: it is paid nothing any more, and no link of the ' +
      'client opens.',
    tags: ['clients'],
    'x-safe-to-repeat': false,
    params: ClientParams,
    body: RejectBody,
    response: acted,
  },
} satisfies Operation

export const unrejectAccount = {
  config: { scope: 'accounts:manage' },
  schema: {
    operationId: 'unrejectAccount',
    summary: "Take back the rejection of a client's account",
    description:
      "Takes back the platform's own rejection. What Stripe itself has rejected, only Stripe can accept again.",
    tags: ['clients'],
    'x-safe-to-repeat': false,
    params: ClientParams,
    body: AccountBody,
    response: acted,
  },
} satisfies Operation

export const createLoginLink = {
  config: { scope: 'accounts:manage' },
  schema: {
    operationId: 'createLoginLink',
    summary: "Create a link to the client's dashboard",
    description:
      'A link that signs the client in to its Express dashboard at Stripe. Accounts of other kinds have none: 409 ' +
      '`LOGIN_LINK_UNAVAILABLE` says what to do instead. It is stored nowhere; never send it by email.',
    tags: ['clients'],
    'x-safe-to-repeat': true,
    params: ClientParams,
    body: AccountBody,
    response: {
      200: answer('The link.', ref(LoginLink), loginLinkExample),
      ...problems(
        ...ADMIN,
        ...BODY,
        ...MANAGED,
        'LOGIN_LINK_UNAVAILABLE',
        'STRIPE_ACCOUNT_LINK_FAILED',
        'ACCOUNT_UNAVAILABLE',
        'MODE_MISMATCH',
      ),
    },
  },
} satisfies Operation
