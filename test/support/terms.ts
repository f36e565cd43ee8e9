import type { AccountProfiles, NewAccounts } from '../../src/domain/account-profile.ts'
import type { AccountShape, AccountTerms, ProviderReference } from '../../src/domain/account-terms.ts'

/** The reference of the memory provider. */
const REFERENCE: ProviderReference = { api: 'memory', platformId: 'acct_platform', livemode: false }

export const SHAPE: AccountShape = {
  profile: 'default',
  dashboard: 'express',
  fees: 'platform',
  losses: 'platform',
  capabilities: ['card_payments', 'transfers'],
  added: [],
  agreement: 'full',
  upFront: 'everything',
}

/** The terms of an account of the memory provider. */
export const TERMS: AccountTerms = { reference: REFERENCE, template: 1, shape: SHAPE }

const { profile: _name, ...DEFAULT_PROFILE } = SHAPE

export const PROFILES: AccountProfiles = { defaultName: 'default', byName: { default: DEFAULT_PROFILE } }

export const NEW_ACCOUNTS: NewAccounts = {
  reference: REFERENCE,
  template: 1,
  needsCountry: false,
  profiles: PROFILES,
  cures: [],
}
