import { type Static, Type } from '@sinclair/typebox'
import type { Stripe } from 'stripe'
import { literals } from '../../support/literals.ts'
import { withoutRequirements } from '../requirements.ts'
import { BusinessDetails, Individual } from './identity-schema.ts'

/** The roles in which v2 configures an account. The third of Stripe's, `customer`, is not simulated. */
const configurationNames = ['merchant', 'recipient'] as const

/**
 * What an account of v2 has besides the account that both generations show. Accounts of v1 have none of it, so its
 * presence identifies the generation.
 */
export const V2Details = Type.Object({
  configurations: Type.Array(literals(configurationNames)),
  contactPhone: Type.Union([Type.String(), Type.Null()]),
  locales: Type.Array(Type.String()),
  businessDetails: Type.Union([BusinessDetails, Type.Null()]),
  individual: Type.Union([Individual, Type.Null()]),
  // Id of the person that `individual` is.
  personId: Type.String(),
})
export type V2Details = Static<typeof V2Details>

/** Everything that a creation with v2 adds to one with v1. */
export interface V2Creation {
  readonly details: V2Details
  readonly displayName: string | null
}

/** A new account as v2 makes it: with its display name, and without merchants' requirements if it is no merchant. */
export function createdByV2(account: Stripe.Account, { details, displayName }: V2Creation): Stripe.Account {
  return withDisplayName(
    details.configurations.includes('merchant') ? account : withoutRequirements(account, ['business_profile.mcc']),
    displayName,
  )
}

export function withDisplayName(account: Stripe.Account, displayName: string | null): Stripe.Account {
  const { settings } = account
  if (!settings) return account
  return { ...account, settings: { ...settings, dashboard: { ...settings.dashboard, display_name: displayName } } }
}
