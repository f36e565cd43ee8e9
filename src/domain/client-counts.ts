import type { NextAction, Readiness } from './account.ts'
import type { TokenStatus } from './onboarding-token.ts'

/** What clients have in common that are counted together: the words by which lists filter. */
interface Common {
  readonly status: TokenStatus | 'expired'
  readonly readiness: Readiness
  readonly nextAction: NextAction
}

export interface ClientGroup extends Common {
  readonly clients: number
}

/** How many clients there are: all of them, and those that a list with one of these words as its filter has. */
export interface ClientCounts {
  readonly total: number
  readonly status: Readonly<Record<Common['status'], number>>
  readonly readiness: Readonly<Record<Readiness, number>>
  readonly nextAction: Readonly<Record<NextAction, number>>
}

/** The counts of all words. Each client is in one group. */
export function countsOf(groups: readonly ClientGroup[]): ClientCounts {
  const status = { pending: 0, in_progress: 0, expired: 0, completed: 0, revoked: 0 }
  const nextAction = { client: 0, provider: 0, operator: 0, none: 0 }
  const readiness = {
    none: 0,
    onboarding: 0,
    under_review: 0,
    active: 0,
    active_due: 0,
    action_required: 0,
    paused: 0,
    rejected: 0,
    disconnected: 0,
  }
  let total = 0
  for (const group of groups) {
    status[group.status] += group.clients
    readiness[group.readiness] += group.clients
    nextAction[group.nextAction] += group.clients
    total += group.clients
  }
  return { total, status, readiness, nextAction }
}
