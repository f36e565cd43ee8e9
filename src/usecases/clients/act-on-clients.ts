import type { ClientAct } from '../../domain/client-act.ts'
import { clientsActedOn } from '../../domain/service-audit.ts'
import type { Actor } from '../../ports/actor.ts'
import type { AuditTrail } from '../../ports/audit-trail.ts'
import type { Log } from '../../ports/log.ts'
import type { ClientFilter, OnboardingQueries } from '../../ports/onboarding-queries.ts'
import { allPages } from '../all-pages.ts'
import { inOrder } from '../in-order.ts'
import type { actOnClient, ActOptions, ClientActed } from './act-on-client.ts'

/** Clients that are read at once. A few, because what the filter says of them may change until it is their turn. */
const PAGE = 50

/** Syncs wait for the provider, whose adapter paces the calls; the rest is one client after the other. */
const AT_ONCE: Readonly<Record<ClientAct, number>> = { remind: 1, reissue: 1, extend: 1, revoke: 1, sync: 8 }

/** So many failures in a row are an outage: the rest would only wait for it. */
const MOST_FAILED = 20

export interface BulkRequest extends ActOptions {
  readonly filter: ClientFilter
  /** The id of the client after which to go on, in the order of the results. */
  readonly after?: string | undefined
}

interface Target {
  readonly clientId: string
  /** Whether the client matches the filter; one that was named by its id may not. */
  readonly isMatching: boolean
  readonly externalId?: string | undefined
}

export type BulkResult = Pick<Target, 'clientId' | 'externalId'> &
  (
    | ClientActed
    | { readonly outcome: 'refused'; readonly because: 'unmatched' }
    /** For a reason that is in the log. */
    | { readonly outcome: 'failed' }
  )

/** The rest of the clients is left; `ended` is a sentence that says why. */
export interface BulkEnd {
  readonly ended: string
}

/** Counts of clients for each outcome, all zero. */
export const noActs = (): Record<BulkResult['outcome'], number> => ({
  done: 0,
  would_do: 0,
  already: 0,
  refused: 0,
  failed: 0,
})

interface Dependencies {
  readonly queries: OnboardingQueries
  readonly auditTrail: AuditTrail
  readonly log: Log
  readonly actOn: ReturnType<typeof actOnClient>
  readonly sendsEmails: boolean
}

/**
 * Does the same to all clients that match a filter, the newest first, and yields a result for each. A client that fails
 * does not stop the others. If the reader stops, so does the run, after the client in hand; it goes on after the last
 * result that was read, or from the beginning without harm. The audit trail has each act, and the run when it ends.
 */
export function actOnClients({ queries, auditTrail, log, actOn, sendsEmails }: Dependencies) {
  return (
    request: BulkRequest,
    actor: Actor,
  ): { readonly outcome: 'mail_not_configured' } | { readonly outcome: 'begun'; readonly results: Results } => {
    const needsEmails = request.act === 'remind' || request.sendEmail
    if (needsEmails && !sendsEmails) return { outcome: 'mail_not_configured' }
    return { outcome: 'begun', results: run(request, actor) }
  }

  async function* run(request: BulkRequest, actor: Actor): Results {
    const { act, dryRun, filter } = request
    const clients = noActs()
    let [complete, failures] = [false, 0]
    try {
      for await (const result of inOrder(targets(request, actor), AT_ONCE[act], (target) =>
        one(target, request, actor),
      )) {
        clients[result.outcome] += 1
        yield result
        failures = result.outcome === 'failed' ? failures + 1 : 0
        if (failures < MOST_FAILED) continue
        yield { ended: `The run ended because ${MOST_FAILED} clients in a row failed: go on later.` }
        return
      }
      complete = true
    } finally {
      const filters = Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [name]))
      await auditTrail.record(clientsActedOn({ act, dryRun, complete, filters, clients }), actor)
    }
  }

  async function one({ isMatching, ...target }: Target, request: BulkRequest, actor: Actor): Promise<BulkResult> {
    if (!isMatching) return { ...target, outcome: 'refused', because: 'unmatched' }
    try {
      return { ...target, ...(await actOn(target.clientId, request, actor)) }
    } catch (error) {
      const { clientId } = target
      log.error({ clientId, requestId: actor.requestId, err: error }, `a client of a bulk ${request.act} failed`)
      return { ...target, outcome: 'failed' }
    }
  }

  /** The clients in the order of their ids, the last one first; so a client that changes does not change its place. */
  async function* targets({ filter, after }: BulkRequest, { platform }: Actor): AsyncGenerator<Target> {
    const named = [...new Set(filter.ids)].filter((id) => after === undefined || id < after)
    const missing = named.toSorted().toReversed()
    const absent = (clientId: string): Target => ({ clientId, isMatching: false })
    const page = (next = after) =>
      queries.listClients(platform, filter, { limit: PAGE, after: next, order: '-createdAt' })
    for await (const { client } of allPages(page)) {
      while (missing[0] !== undefined && missing[0] > client.id) yield* missing.splice(0, 1).map(absent)
      if (missing[0] === client.id) missing.shift()
      yield { clientId: client.id, isMatching: true, ...(client.externalId && { externalId: client.externalId }) }
    }
    yield* missing.map(absent)
  }
}

type Results = AsyncGenerator<BulkResult | BulkEnd>
