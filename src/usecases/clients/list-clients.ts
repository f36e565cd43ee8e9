import type { Actor } from '../../ports/actor.ts'
import type {
  ClientFilter,
  ClientRecord,
  OnboardingQueries,
  Page,
  PageRequest,
} from '../../ports/onboarding-queries.ts'

/** A page of clients, newest first, as stored. Makes no provider call. */
export function listClients({ queries }: { queries: OnboardingQueries }) {
  return (filter: ClientFilter, page: PageRequest, { platform }: Actor): Promise<Page<ClientRecord>> =>
    queries.listClients(platform, filter, page)
}
