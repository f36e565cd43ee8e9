import { decideForgetting, leastAgeOf, mayBeDeleted, OLD_KINDS, type RetentionRules } from '../../domain/retention.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Log } from '../../ports/log.ts'
import type { Retention } from '../../ports/retention.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { allPages } from '../all-pages.ts'
import { commit } from '../commit.ts'
import { inGroups } from '../in-groups.ts'

/** Rows of one transaction, and of one reading. */
const AT_ONCE = 500

/** Erased clients of one transaction. Each may have some hundred audit events. */
const ERASED_AT_ONCE = 20

interface Dependencies {
  readonly retention: Retention
  readonly tokens: TokenRepository
  readonly retentionRules: RetentionRules
  readonly log: Log
}

export interface Forgotten {
  provider_event: number
  link_attempt: number
  idempotency_key: number
  /** With their deliveries. */
  outgoing_event: number
  token: number
  /** Whose audit events lost their values. */
  erased_client: number
}

/**
 * Deletes what no rule needs any more, of the actor's platform: in bounded batches, the oldest first. A run that is
 * interrupted has deleted whole batches, and the next one goes on. `dryRun`: only counts.
 */
export function applyRetention({ retention, tokens, retentionRules: rules, log }: Dependencies) {
  async function deleteOld(counts: Forgotten, actor: Actor, dryRun: boolean): Promise<void> {
    for (const kind of OLD_KINDS) {
      let after: string | undefined
      do {
        const page = await retention.old(actor.platform, kind, leastAgeOf(kind, rules), { limit: AT_ONCE, after })
        const ids = page.items.filter((old) => mayBeDeleted(old, page.now, rules)).map(({ id }) => id)
        if (dryRun) counts[kind] += ids.length
        else if (ids.length > 0) counts[kind] += await retention.delete(actor.platform, kind, ids)
        after = page.next
      } while (after !== undefined)
    }
  }

  async function forgetTokens(counts: Forgotten, actor: Actor, dryRun: boolean): Promise<void> {
    const page = (after?: string) => retention.withOldTokens(actor.platform, rules.tokens, { limit: AT_ONCE, after })
    for await (const { clientId } of allPages(page)) {
      try {
        const found = await tokens.load({ clientId, platform: actor.platform })
        if (found === undefined) continue
        const decide = (state: typeof found.state, now: Date) => decideForgetting(state, now, rules)
        const { result } = dryRun ? decide(found.state, found.now) : await commit(tokens, found, decide, { actor })
        counts.token += result.forgotten
      } catch (error) {
        log.error({ clientId, requestId: actor.requestId, err: error }, 'old tokens of a client could not be deleted')
      }
    }
  }

  async function forgetValues(counts: Forgotten, actor: Actor, dryRun: boolean): Promise<void> {
    const page = (after?: string) =>
      retention.erasedWithValues(actor.platform, rules.auditValues, { limit: ERASED_AT_ONCE, after })
    for await (const group of inGroups(allPages(page), ERASED_AT_ONCE)) {
      const clientIds = group.map(({ clientId }) => clientId)
      if (!dryRun) await retention.forgetValues(actor.platform, clientIds)
      counts.erased_client += clientIds.length
    }
  }

  return async (actor: Actor, { dryRun = false } = {}): Promise<Forgotten> => {
    const old = { provider_event: 0, link_attempt: 0, idempotency_key: 0, outgoing_event: 0 }
    const counts: Forgotten = { ...old, token: 0, erased_client: 0 }
    await deleteOld(counts, actor, dryRun)
    await forgetTokens(counts, actor, dryRun)
    await forgetValues(counts, actor, dryRun)
    return counts
  }
}
