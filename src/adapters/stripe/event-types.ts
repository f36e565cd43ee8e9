// The one list of the events that the service needs: the receivers at Stripe are created with it and checked against it,
// and missed events are fetched by it.
import type { Stripe } from 'stripe'

/** Events of v1 about connected accounts. Stripe switches off a bank account to which a payout has failed. */
export const V1_EVENTS = [
  'account.updated',
  'account.application.authorized',
  'account.application.deauthorized',
  'account.external_account.created',
  'account.external_account.updated',
  'account.external_account.deleted',
  'capability.updated',
  'person.created',
  'person.updated',
  'person.deleted',
  'payout.failed',
] as const satisfies readonly Stripe.WebhookEndpointCreateParams.EnabledEvent[]

/** All events of v2 about connected accounts. A list takes 20 types at most (docs.stripe.com/api/v2/core/events/list). */
export const V2_EVENTS = [
  'v2.core.account.created',
  'v2.core.account.updated',
  'v2.core.account.closed',
  'v2.core.account[defaults].updated',
  'v2.core.account[identity].updated',
  'v2.core.account[requirements].updated',
  'v2.core.account[future_requirements].updated',
  'v2.core.account[configuration.customer].updated',
  'v2.core.account[configuration.customer].capability_status_updated',
  'v2.core.account[configuration.merchant].updated',
  'v2.core.account[configuration.merchant].capability_status_updated',
  'v2.core.account[configuration.recipient].updated',
  'v2.core.account[configuration.recipient].capability_status_updated',
  'v2.core.account_link.returned',
  'v2.core.account_person.created',
  'v2.core.account_person.updated',
  'v2.core.account_person.deleted',
] as const
