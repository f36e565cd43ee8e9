// What this process counts. Counting is an addition in memory; only a scrape reads the counters. No label has an id.
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'

export const registry = new Registry()

/** Memory, CPU and event loop of this process. Called once by the process that serves metrics. */
export function countProcess(): void {
  if (registry.getSingleMetric('onboarding_process_cpu_seconds_total') === undefined) {
    collectDefaultMetrics({ register: registry, prefix: 'onboarding_' })
  }
}

const registers = [registry]

/** Seconds, from a fast call to the deadline of an opening. */
const DURATIONS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]

type Opening = 'opened' | 'refused' | 'provider_failed' | 'unknown_token' | 'busy' | 'failed'

const OPENINGS: readonly Opening[] = ['opened', 'refused', 'provider_failed', 'unknown_token', 'busy', 'failed']

export const openings = new Counter<'outcome'>({
  name: 'onboarding_openings_total',
  help: 'Requests to open a link. busy: too many at the same time; failed: the database is down, or a bug.',
  labelNames: ['outcome'],
  registers,
})
// A series that begins with its first failure would hide that failure from rate().
for (const outcome of OPENINGS) openings.inc({ outcome }, 0)

export const providerCalls = new Counter<'operation' | 'outcome'>({
  name: 'onboarding_provider_calls_total',
  help: "Calls to the payment provider. outcome: ok, or what the failure says about the call's effect.",
  labelNames: ['operation', 'outcome'],
  registers,
})

export const providerSeconds = new Histogram<'operation'>({
  name: 'onboarding_provider_call_duration_seconds',
  help: 'Duration of calls to the payment provider, with their retries and the wait for their turns.',
  labelNames: ['operation'],
  buckets: DURATIONS,
  registers,
})

export const turnSeconds = new Histogram<'priority'>({
  name: 'onboarding_provider_turn_wait_seconds',
  help: "How long calls waited for a turn within the provider's rate limit. priority: opening or background.",
  labelNames: ['priority'],
  buckets: DURATIONS,
  registers,
})

export const webhooks = new Counter<'result'>({
  name: 'onboarding_webhooks_total',
  help: 'Webhooks with a valid signature. known: delivered before; other_mode: of test mode in live mode, or the reverse.',
  labelNames: ['result'],
  registers,
})

export const webhookLag = new Histogram({
  name: 'onboarding_webhook_lag_seconds',
  help: 'Time from the creation of an event at the provider to its first delivery.',
  buckets: [1, 2, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400],
  registers,
})

export type RefusedSignature = 'clock' | 'body' | 'secret' | 'malformed'

const REFUSED_SIGNATURES: readonly RefusedSignature[] = ['clock', 'body', 'secret', 'malformed']

export const refusedWebhooks = new Counter<'cause'>({
  name: 'onboarding_webhooks_refused_total',
  help: 'Refused webhooks: too old (clock), changed on the way (body), an unknown secret, or no signature (malformed).',
  labelNames: ['cause'],
  registers,
})
for (const cause of REFUSED_SIGNATURES) refusedWebhooks.inc({ cause }, 0)

export const emails = new Counter<'kind' | 'outcome'>({
  name: 'onboarding_emails_total',
  help: 'Attempts of this process to send an email. not_sent: no longer due; refused: the recipient; failed: retried.',
  labelNames: ['kind', 'outcome'],
  registers,
})

type Delivered = 'delivered' | 'retried' | 'given_up'

const DELIVERED: readonly Delivered[] = ['delivered', 'retried', 'given_up']

export const outgoingDeliveries = new Counter<'outcome'>({
  name: 'onboarding_outgoing_deliveries_total',
  help: 'Attempts of this process to deliver an outgoing event. given_up: the last attempt failed as well.',
  labelNames: ['outcome'],
  registers,
})
for (const outcome of DELIVERED) outgoingDeliveries.inc({ outcome }, 0)
