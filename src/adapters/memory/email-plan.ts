import { nextEmail, type RulesOf } from '../../domain/follow-up.ts'
import type { EmailPlan } from '../../ports/email-plan.ts'
import type { MemoryStore } from './store.ts'

/** The plan, computed when it is read. */
export const memoryEmailPlan = ({ onboardings, now }: MemoryStore, rulesOf: RulesOf): EmailPlan => ({
  due: async (platform, limit) =>
    [...onboardings.values()]
      .flatMap(({ state }) => {
        if (state.platform !== platform) return []
        const rules = rulesOf(platform)
        const at = rules && nextEmail(state, rules)?.at
        return at === undefined || at > now() ? [] : [{ at, clientId: state.client.id }]
      })
      .toSorted((one, other) => one.at.getTime() - other.at.getTime())
      .slice(0, limit)
      .map(({ clientId }) => clientId),
})
