import type { Stripe } from 'stripe'
import { V1_EVENTS, V2_EVENTS } from '../../src/adapters/stripe/event-types.ts'

/** Where Stripe sends which events, with what they are signed. */
export interface Endpoint {
  readonly id: string
  readonly secret: string
}

/**
 * The event destinations of both generations, as an operator creates them: the secrets are known before the service
 * starts, and the service's address after. `v1ThinForms`: the thin forms of v1's events too; `v2Events`: those of v2, by
 * default all that the service needs.
 */
export async function endpointsOfBoth(
  stripe: Stripe,
  { v1ThinForms = false, v2Events = V2_EVENTS }: { v1ThinForms?: boolean; v2Events?: readonly string[] } = {},
) {
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
  const endpoints = [await create('snapshot', [...V1_EVENTS]), await create('thin', [...v2Events, ...forms])]
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
