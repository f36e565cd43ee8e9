import type { NextAction, Readiness } from '../domain/account.ts'
import type { statusAt } from '../domain/onboarding-token.ts'

// Where a client stands, in the words of staff. What to do about it: `next-step-words.ts`.

export const STATUS_WORDS: Readonly<Record<ReturnType<typeof statusAt>, string>> = {
  pending: 'Link not opened yet',
  in_progress: 'Link opened',
  completed: 'Onboarding completed',
  revoked: 'Link revoked',
  expired: 'Link expired',
}

export const READINESS_WORDS: Readonly<Record<Readiness, string>> = {
  none: 'No account yet',
  onboarding: 'Details not submitted yet',
  under_review: 'In review at Stripe',
  active: 'Can be paid',
  active_due: 'Can be paid, but Stripe needs more by a date',
  action_required: 'Cannot be paid until the client acts',
  paused: 'Paused by Stripe',
  rejected: 'Rejected by Stripe',
  disconnected: 'Closed or disconnected',
}

export const NEXT_ACTION_WORDS: Readonly<Record<NextAction, string>> = {
  client: 'The client',
  provider: 'Stripe',
  operator: 'Your staff',
  none: 'No one',
}
