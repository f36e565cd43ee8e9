import type { Actor } from '../../ports/actor.ts'
import type { ClientFilter, ClientRecord, OnboardingQueries, Page } from '../../ports/onboarding-queries.ts'

/** A page of clients, as stored. Makes no provider call. */
export function listClients({ queries }: { queries: OnboardingQueries }) {
  return (
    filter: ClientFilter,
    page: Parameters<OnboardingQueries['listClients']>[2],
    { platform }: Actor,
  ): Promise<Page<ClientRecord>> => queries.listClients(platform, filter, page)
}
