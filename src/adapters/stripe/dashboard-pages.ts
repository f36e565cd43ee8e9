/**
 * Pages of Stripe's Dashboard on which staff change a setting. They open in the platform and the mode that the Dashboard
 * shows; a sandbox is chosen there.
 */
export const PAGES = {
  keys: 'https://dashboard.stripe.com/apikeys',
  account: 'https://dashboard.stripe.com/settings/account',
  apiPolicies: 'https://dashboard.stripe.com/developers',
  connect: 'https://dashboard.stripe.com/connect',
  connectedAccounts: 'https://dashboard.stripe.com/connect/accounts/overview',
  platformProfile: 'https://dashboard.stripe.com/settings/connect/platform-profile',
  branding: 'https://dashboard.stripe.com/settings/connect/stripe-dashboard/branding',
  webhooks: 'https://dashboard.stripe.com/webhooks',
  support: 'https://support.stripe.com/contact',
} as const
