import type { Stripe } from 'stripe'

/** The events that operators are asked to subscribe to: see docs/operations.md. */
const SNAPSHOTS = [
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
]
const THIN = [
  'v2.core.account.created',
  'v2.core.account.updated',
  'v2.core.account.closed',
  'v2.core.account[defaults].updated',
  'v2.core.account[identity].updated',
  'v2.core.account[requirements].updated',
  'v2.core.account[future_requirements].updated',
  'v2.core.account[configuration.merchant].updated',
  'v2.core.account[configuration.merchant].capability_status_updated',
  'v2.core.account[configuration.recipient].updated',
  'v2.core.account[configuration.recipient].capability_status_updated',
  'v2.core.account_person.created',
  'v2.core.account_person.updated',
  'v2.core.account_person.deleted',
  'v2.core.account_link.returned',
]

/** Where Stripe sends which events, with what they are signed. */
export interface Endpoint {
  readonly id: string
  readonly secret: string
}

/**
 * The event destinations of both generations, as an operator creates them: the secrets are known before the service
 * starts, and the service's address after. `v1ThinForms`: the thin forms of v1's events too.
 */
export async function endpointsOfBoth(stripe: Stripe, { v1ThinForms = false } = {}) {
  const { eventDestinations } = stripe.v2.core

  async function create(payload: 'snapshot' | 'thin', events: string[]): Promise<Endpoint> {
    const made = await eventDestinations.create({
      name: payload,
      type: 'webhook_endpoint',
      event_payload: payload,
      events_from: ['@accounts'],
      enabled_events: events,
      webhook_endpoint: { url: 'http://127.0.0.1:9/' },
      include: ['webhook_endpoint.signing_secret'],
    })
    const secret = made.webhook_endpoint?.signing_secret
    if (typeof secret !== 'string') throw new Error('an endpoint without a secret')
    return { id: made.id, secret }
  }

  const forms = v1ThinForms ? ['v1.account.updated', 'v1.account.application.deauthorized'] : []
  const endpoints = [await create('snapshot', SNAPSHOTS), await create('thin', [...THIN, ...forms])]
  return {
    /** The service's setting. */
    variables: { STRIPE_WEBHOOK_SECRET: endpoints.map(({ secret }) => secret).join(',') },

    /** From now on the events are sent to this service. */
    async leadTo(service: { readonly url: string }): Promise<void> {
      const url = `${service.url}/api/v1/webhooks/stripe`
      for (const { id } of endpoints) await eventDestinations.update(id, { webhook_endpoint: { url } })
    },
  }
}
