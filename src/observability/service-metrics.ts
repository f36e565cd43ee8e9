import { Gauge, Registry } from 'prom-client'
import { countProcess, registry } from './metrics.ts'

/** What a scrape reads elsewhere. */
export interface ServiceFigures {
  /** Jobs that wait or run, and the age of the oldest, for each queue that has any. */
  readonly queues: readonly { readonly queue: string; readonly jobs: number; readonly oldestSeconds: number }[]
  /** Jobs that were given up, for each queue. */
  readonly deadJobs: readonly { readonly queue: string; readonly jobs: number }[]
  /** Clients that are not erased. */
  readonly clients: readonly { readonly readiness: string; readonly nextAction: string; readonly clients: number }[]
  /** By how much the turns of calls to the provider are claimed ahead: the wait of a call that claims one now. */
  readonly budgets: readonly { readonly bucket: string; readonly aheadSeconds: number }[]
}

export interface PoolFigures {
  readonly used: number
  readonly idle: number
  readonly waiting: number
}

/** How long figures of the database are reused, in milliseconds, however many scrape. */
const CACHED_MS = 10_000

/** The metrics of a scrape that are no counters of this process. */
function gauges() {
  const own = new Registry()
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge<Label>({ name, help, labelNames, registers: [own] })
  return {
    own,
    isUp: gauge('onboarding_database_up', 'Whether the figures of the database could be read.', []),
    connections: gauge('onboarding_database_connections', 'Connections of the pool, and callers that wait for one.', [
      'state',
    ]),
    jobs: gauge('onboarding_queue_jobs', 'Background jobs that wait or run.', ['queue']),
    ages: gauge('onboarding_queue_oldest_seconds', 'Age of the oldest job that waits, also for a retry, or runs.', [
      'queue',
    ]),
    dead: gauge('onboarding_dead_jobs', 'Background jobs that were given up after their retries.', ['queue']),
    clients: gauge('onboarding_clients', 'Clients, by the readiness of their account and who acts next.', [
      'readiness',
      'next_action',
    ]),
    budgets: gauge(
      'onboarding_provider_budget_ahead_seconds',
      "By how much the provider's rate limit is claimed ahead.",
      ['bucket'],
    ),
  }
}

/** The same figures for all who scrape within some seconds, and one reading at a time. */
function cached(figures: () => Promise<ServiceFigures>): () => Promise<ServiceFigures> {
  let gathered: { readonly at: number; readonly figures: Promise<ServiceFigures> } | undefined
  return () => {
    if (gathered === undefined || performance.now() - gathered.at > CACHED_MS) {
      gathered = { at: performance.now(), figures: figures() }
      gathered.figures.catch(() => (gathered = undefined))
    }
    return gathered.figures
  }
}

/**
 * The metrics of a scrape: the counters of this process, and figures of the whole service from the database, which are
 * the same at each instance. Without the database, the counters are still served.
 */
export function serviceMetrics({
  figures,
  pool,
}: {
  readonly figures: () => Promise<ServiceFigures>
  readonly pool: () => PoolFigures
}): { readonly contentType: string; readonly scrape: () => Promise<string> } {
  countProcess()
  const { own, isUp, connections, jobs, ages, dead, clients, budgets } = gauges()
  const recent = cached(figures)

  return {
    contentType: registry.contentType,
    scrape: async () => {
      const { used, idle, waiting } = pool()
      connections.set({ state: 'used' }, used)
      connections.set({ state: 'idle' }, idle)
      connections.set({ state: 'waiting' }, waiting)
      const found = await recent().catch(() => undefined)
      isUp.set(found === undefined ? 0 : 1)
      for (const metric of [jobs, ages, dead, clients, budgets]) metric.reset()
      for (const each of found?.queues ?? []) {
        jobs.set({ queue: each.queue }, each.jobs)
        ages.set({ queue: each.queue }, each.oldestSeconds)
      }
      for (const each of found?.deadJobs ?? []) dead.set({ queue: each.queue }, each.jobs)
      for (const { readiness, nextAction, ...of } of found?.clients ?? []) {
        clients.set({ readiness, next_action: nextAction }, of.clients)
      }
      for (const { bucket, aheadSeconds } of found?.budgets ?? []) budgets.set({ bucket }, aheadSeconds)
      return Registry.merge([registry, own]).metrics()
    },
  }
}
