import type { Cure } from '../../domain/account-terms.ts'

const WITH_CARDS: Cure = { add: 'card_payments' }
const AS_RECIPIENT: Cure = { agreement: 'recipient' }

/**
 * The terms on which Stripe would create an account that it refused, by the code of the refusal: v2's own, or ours for
 * v1. Sources: docs.stripe.com/connect/account-capabilities and /connect/cross-border-payouts.
 */
const CURES: Readonly<Record<string, Cure>> = {
  transfers_need_approval: WITH_CARDS,
  capability_not_available_without_other_capability: WITH_CARDS,
  capability_not_available_without_other_capability_in_country: WITH_CARDS,
  // In some countries accounts can only receive.
  service_agreement_conflict: AS_RECIPIENT,
}

/** The cure of a refused creation, if other terms are known to help. */
export const cureOf = (code: string): Cure | undefined => (Object.hasOwn(CURES, code) ? CURES[code] : undefined)
