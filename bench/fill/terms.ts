/** The terms of accounts at the stand-in, as the service stores them. */
export const TERMS = JSON.stringify({
  reference: { api: 'stripe-v1', platformId: 'acct_platform', livemode: false },
  template: 1,
  shape: {
    profile: 'default',
    dashboard: 'express',
    fees: 'platform',
    losses: 'platform',
    capabilities: ['card_payments', 'transfers'],
    added: [],
    agreement: 'full',
    upFront: 'everything',
  },
})
