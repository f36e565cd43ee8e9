import type { Stripe } from 'stripe'
import type { Static } from '@sinclair/typebox'
import type { ReceiverStep } from '../../../domain/event-receivers.ts'
import type { EventReceiver } from '../../../domain/provider-setup.ts'
import type { ReceiverMade } from '../../../ports/provider-diagnostics.ts'
import { checked } from '../answers.ts'
import { ask, askV2 } from '../ask.ts'
import { V1_EVENTS, V2_EVENTS } from '../event-types.ts'
import type { Pace } from '../pacer.ts'
import { EventDestinationAnswer, PingAnswer, WebhookEndpointAnswer } from './answers.ts'

export interface Dependencies {
  readonly stripe: Stripe
  readonly pace: Pace
}

type Making = Exclude<ReceiverStep, { step: 'none' }>

/** Receivers of one generation of events. */
export interface Receivers {
  readonly kind: string
  readonly events: readonly string[]
  list(signal: AbortSignal): Promise<EventReceiver[]>
  make(step: Making, url: string, signal: AbortSignal): Promise<ReceiverMade>
  ping?(id: string, signal: AbortSignal): Promise<string>
}

/** Stripe does not say whether an endpoint is for connected accounts, so ours are marked. */
const MARK = { connect_onboarding: 'connected_accounts' }

const NAME = 'connect-onboarding'

/** More than a platform may have (docs.stripe.com/webhooks: 16 endpoints). */
const MOST = 100

/** Webhook endpoints, which get the events of v1. */
export function webhookEndpoints({ stripe, pace }: Dependencies): Receivers {
  const call = <T>(operation: 'inspect_setup' | 'change_setup', signal: AbortSignal, request: () => Promise<T>) =>
    ask(operation, signal, async () => {
      await pace.retrieveAccount.turn(signal)
      return request()
    })
  const change = (id: string, params: Stripe.WebhookEndpointUpdateParams) => stripe.webhookEndpoints.update(id, params)
  return {
    kind: 'webhook endpoint',
    events: V1_EVENTS,
    async list(signal) {
      const { data } = await call('inspect_setup', signal, () => stripe.webhookEndpoints.list({ limit: MOST }))
      return data.map((answer) => endpointReceiver(checked(WebhookEndpointAnswer, answer, 'inspect_setup')))
    },
    async make(step, url, signal) {
      const answer = await call('change_setup', signal, () =>
        step.step === 'create'
          ? stripe.webhookEndpoints.create({
              url,
              connect: true,
              enabled_events: [...V1_EVENTS],
              description: NAME,
              metadata: MARK,
            })
          : change(step.id, {
              ...(step.enables && { disabled: false }),
              ...(step.replacesEvents && { enabled_events: [...V1_EVENTS] }),
            }),
      )
      const { id, secret } = checked(WebhookEndpointAnswer, answer, 'change_setup')
      return { id, ...(secret != null && { secret }) }
    },
  }
}

/** Event destinations, which get the thin events of v2. */
export function eventDestinations({ stripe, pace }: Dependencies): Receivers {
  const destinations = stripe.v2.core.eventDestinations
  const call = <T>(operation: 'inspect_setup' | 'change_setup', signal: AbortSignal, request: () => Promise<T>) =>
    askV2(operation, signal, async () => {
      await pace.retrieveAccount.turn(signal)
      return request()
    })

  async function made(step: Making, url: string) {
    if (step.step === 'create') {
      return destinations.create({
        name: NAME,
        type: 'webhook_endpoint',
        event_payload: 'thin',
        events_from: ['@accounts'],
        enabled_events: [...V2_EVENTS],
        webhook_endpoint: { url },
        include: ['webhook_endpoint.signing_secret', 'webhook_endpoint.url'],
      })
    }
    if (step.replacesEvents) await destinations.update(step.id, { enabled_events: [...V2_EVENTS] })
    return step.enables ? destinations.enable(step.id) : destinations.retrieve(step.id)
  }

  return {
    kind: 'event destination',
    events: V2_EVENTS,
    async list(signal) {
      const { data } = await call('inspect_setup', signal, () =>
        destinations.list({ limit: MOST, include: ['webhook_endpoint.url'] }),
      )
      return data.map((answer) => destinationReceiver(checked(EventDestinationAnswer, answer, 'inspect_setup')))
    },
    async make(step, url, signal) {
      const answer = await call('change_setup', signal, () => made(step, url))
      const { id, webhook_endpoint: target } = checked(EventDestinationAnswer, answer, 'change_setup')
      const secret = target?.signing_secret
      return { id, ...(secret != null && { secret }) }
    },
    async ping(id, signal) {
      const answer = await call('change_setup', signal, () => destinations.ping(id))
      return checked(PingAnswer, answer, 'change_setup').id
    },
  }
}

const endpointReceiver = (endpoint: Static<typeof WebhookEndpointAnswer>): EventReceiver => ({
  id: endpoint.id,
  url: endpoint.url,
  isEnabled: endpoint.status === 'enabled',
  events: endpoint.enabled_events,
  scope: isForAccounts(endpoint) ? 'accounts' : 'unsaid',
  isRightForm: true,
})

const isForAccounts = ({ application, metadata }: Static<typeof WebhookEndpointAnswer>): boolean =>
  application != null || metadata?.['connect_onboarding'] === MARK.connect_onboarding

const destinationReceiver = (destination: Static<typeof EventDestinationAnswer>): EventReceiver => ({
  id: destination.id,
  url: destination.webhook_endpoint?.url ?? '',
  isEnabled: destination.status === 'enabled',
  events: destination.enabled_events,
  scope: destination.events_from?.some((from) => OF_ACCOUNTS.has(from)) === true ? 'accounts' : 'own_account',
  isRightForm: destination.event_payload === 'thin',
})

/** In the spelling of now, and in an older one. */
const OF_ACCOUNTS = new Set(['@accounts', 'other_accounts'])
