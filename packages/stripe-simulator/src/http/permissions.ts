import type { RouteName } from '../control/schemas.ts'

const subjects: Readonly<Record<string, string>> = {
  account_links: 'account_link',
  account_sessions: 'account_session',
  accounts: 'connected_account',
  event_destinations: 'event_destination',
  events: 'event',
  login_links: 'connected_account',
  platform: 'accounts_kyc_basic',
  webhook_endpoints: 'webhook',
}

/** The permission that a restricted key needs for a call, as Stripe would name it. Not all of these names are documented. */
export function permissionFor(route: RouteName): string {
  const [subject = '', verb = ''] = route.split('.')
  return `rak_${subjects[subject] ?? subject}_${verb === 'list' || verb === 'retrieve' ? 'read' : 'write'}`
}
