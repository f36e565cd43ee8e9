import { Type, type Static } from '@sinclair/typebox'
import type { CapabilityStatus, NextAction, Readiness } from '../../domain/account.ts'
import { PROBLEM_CODES } from '../problem.ts'
import { Ask, askExample } from './asks.ts'
import { Client, clientExample } from './clients.ts'
import { Id, Instant, Nullable, OneOf, ref } from './common.ts'
import { Purpose, TokenStatus } from './token-words.ts'

export const ReadinessWord = OneOf(
  [
    'none',
    'disconnected',
    'rejected',
    'onboarding',
    'active_due',
    'active',
    'action_required',
    'under_review',
    'paused',
  ] satisfies Readiness[],
  {
    $id: 'Readiness',
    description:
      'Whether the account can be paid: `none` (no account yet), `onboarding`, `active`, `active_due` (payable, but ' +
      'Stripe needs more by a date), `action_required` (not payable until the client acts), `under_review` (by ' +
      'Stripe), `paused`, `rejected`, `disconnected`.',
  },
)

export const NextActionWord = OneOf(['client', 'provider', 'operator', 'none'] satisfies NextAction[], {
  $id: 'NextAction',
  description:
    'Who has to act next: `client`, `provider` (Stripe), `operator` (staff), or `none`. A client whose link staff revoked, ' +
    'or whom Stripe refused for good, waits for staff.',
})

const LastError = Type.Object({
  code: OneOf(PROBLEM_CODES, { description: 'The problem code that the client received.' }),
  providerCode: Type.String({
    description: "Stripe's own code, or ours (`timeout`, `platform_not_registered`, …). For operators.",
  }),
  advice: Nullable(Type.String(), {
    description: 'What staff can do about it; null if nothing but waiting is known to help.',
  }),
  requestId: Nullable(Type.String(), { description: "Stripe's id of the request, for Stripe's support." }),
  retryable: Type.Boolean({ description: 'Whether opening the link again can succeed.' }),
  at: Instant('When it happened.'),
})

const EmailStanding = Type.Object(
  {
    status: OneOf(['refused'], { description: 'The mail server of the recipient refused the address for good.' }),
    at: Instant('When it did.'),
  },
  { description: "What became of the client's last email, if it did not arrive." },
)

export const Onboarding = Type.Object(
  {
    tokenId: Id('The id of the onboarding token; not a secret.'),
    purpose: ref(Purpose),
    status: ref(TokenStatus),
    expiresAt: Instant('When the link expires or expired.'),
    attempts: Type.Integer({
      minimum: 0,
      description: 'How many openings of this link have failed at Stripe; 0 once an opening succeeded.',
    }),
    lastError: Nullable(LastError, { description: 'The latest of these failures; null once an opening succeeded.' }),
    reminders: Type.Integer({ description: 'How many reminders of this token were sent.' }),
    email: Nullable(EmailStanding, {
      description: 'Null unless the address was refused. No emails follow until it is changed, or the link is opened.',
    }),
  },
  { $id: 'Onboarding', description: "A client's latest onboarding token, without its secret." },
)

const Capabilities = Type.Record(
  Type.String(),
  OneOf(['active', 'pending', 'restricted', 'rejected', 'unsupported'] satisfies CapabilityStatus[]),
  {
    description:
      '`payouts`, and each capability that the platform needs: `active`, `pending` (Stripe is working on it), ' +
      '`restricted` (not granted), `rejected`, or `unsupported` (not offered for this client). Empty until there is an ' +
      'account.',
  },
)

export const Account = Type.Object(
  {
    id: Nullable(Type.String(), { description: "Stripe's id of the account, `acct_…`; null until there is one." }),
    country: Nullable(Type.String(), {
      description: 'The country of the account, ISO 3166-1 alpha-2, as Stripe reports it. Stripe never changes it.',
    }),
    readiness: ref(ReadinessWord),
    nextAction: ref(NextActionWord),
    submitted: Type.Boolean({ description: 'Whether the client has submitted its details to Stripe.' }),
    payable: Type.Boolean({ description: 'Whether the client can be paid: all `capabilities` are active.' }),
    capabilities: Capabilities,
    holdReason: Nullable(Type.String(), { description: "Stripe's reason for a hold. For operators, not for clients." }),
    asks: Type.Array(ref(Ask), { description: 'What Stripe still needs, the most urgent first.' }),
  },
  { $id: 'Account', description: 'The account at Stripe, as Stripe last reported it.' },
)

/** Where a client stands, and what staff do about it. */
export const standingFields = {
  since: Instant("Since when the link's status and the account's readiness are what they are."),
  deadline: Nullable(Type.String({ format: 'date-time' }), {
    description:
      'Until when the client has to act: the earliest date of what Stripe needs from it. Null if none is named.',
  }),
  lastOpenedAt: Nullable(Type.String({ format: 'date-time' }), {
    description: 'When the client last opened a link and got to Stripe; null if it never did.',
  }),
  nextStep: Nullable(Type.String(), {
    description: 'What staff should do next, in a sentence; null if nothing is left to do.',
  }),
}

export const ClientRecord = Type.Object(
  { client: ref(Client), onboarding: ref(Onboarding), account: ref(Account), ...standingFields },
  {
    $id: 'ClientRecord',
    description: 'A client with its latest onboarding token and its account.',
  },
)

export const clientRecordExample = {
  client: clientExample,
  onboarding: {
    tokenId: '5a0f7c9e-2f0b-4c57-9d0d-1c8d5c1b7a10',
    purpose: 'onboarding',
    status: 'in_progress',
    expiresAt: '2026-12-09T10:00:00.000Z',
    attempts: 0,
    lastError: null,
    reminders: 1,
    email: null,
  },
  account: {
    id: 'acct_1PExample',
    country: 'DE',
    readiness: 'onboarding',
    nextAction: 'client',
    submitted: false,
    payable: false,
    capabilities: { card_payments: 'restricted', transfers: 'restricted', payouts: 'restricted' },
    holdReason: 'requirements.past_due',
    asks: [{ what: 'A bank account that payouts can go to', from: 'client', due: 'overdue' }, askExample],
  },
  since: '2026-11-25T10:01:00.000Z',
  deadline: '2026-12-24T00:00:00.000Z',
  lastOpenedAt: '2026-11-26T08:30:00.000Z',
  nextStep:
    'Wait for Ada Lovelace to finish at Stripe, or remind ada@example.com: the link works until 2026-12-09 10:00 UTC.',
} satisfies Static<typeof ClientRecord>
