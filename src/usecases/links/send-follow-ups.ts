import { decideFollowUp } from '../../domain/decide-follow-up.ts'
import type { FollowUpRules, RulesOf } from '../../domain/follow-up.ts'
import type { Actor } from '../../ports/actor.ts'
import type { EmailPlan } from '../../ports/email-plan.ts'
import type { Log } from '../../ports/log.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly emailPlan: EmailPlan
  readonly secrets: Secrets
  readonly followUps: RulesOf
  readonly log: Log
}

/** Clients of one reading. Each leaves the plan, or moves on in it, by the save that requests its email. */
const PAGE = 100

/** Emails are no longer sent: nothing is due. */
const NONE: FollowUpRules = { remindAfterMs: [], sends: { action_required: false, deadline: false, done: false } }

/**
 * Requests the emails of the actor's platform that are due: reminders, and those of a deadline. The save that counts one also queues it, so of
 * several workers one sends it.
 */
export function sendFollowUps({ tokens, emailPlan, secrets, followUps, log }: Dependencies) {
  async function followUp(clientId: string, actor: Actor): Promise<boolean> {
    const found = await tokens.load({ clientId, platform: actor.platform })
    if (found === undefined) return false
    const [rules, tokenId] = [followUps(actor.platform) ?? NONE, secrets.newId()]
    const decide = (state: typeof found.state, now: Date) => decideFollowUp(state, { rules, tokenId, now })
    return (await commit(tokens, found, decide, { actor })).result !== 'not_due'
  }

  return async (actor: Actor): Promise<{ readonly requested: number; readonly failed: number }> => {
    const counts = { requested: 0, failed: 0 }
    for (;;) {
      const due = await emailPlan.due(actor.platform, PAGE)
      const failedBefore = counts.failed
      for (const clientId of due) {
        try {
          if (await followUp(clientId, actor)) counts.requested += 1
        } catch (error) {
          counts.failed += 1
          log.error({ clientId, requestId: actor.requestId, err: error }, 'a client could not be reminded')
        }
      }
      // Those that failed are still the first ones: the next run tries them again.
      if (due.length < PAGE || counts.failed > failedBefore) return counts
    }
  }
}
