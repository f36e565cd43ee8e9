import { countsOf, type ClientCounts } from '../../domain/client-counts.ts'
import type { Actor } from '../../ports/actor.ts'
import type { OnboardingQueries } from '../../ports/onboarding-queries.ts'

/** How many clients of the platform there are, by the words that lists filter by. */
export function countClients({ queries }: { queries: OnboardingQueries }) {
  return async ({ platform }: Actor): Promise<ClientCounts> => countsOf(await queries.countClients(platform))
}
