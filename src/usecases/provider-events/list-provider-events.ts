import type { ProviderEventState } from '../../domain/provider-event.ts'
import type { Actor } from '../../ports/actor.ts'
import type { EventInbox, ListedEvent } from '../../ports/event-inbox.ts'
import type { Page, PageRequest } from '../../ports/onboarding-queries.ts'

/** A page of the provider's events about a platform, the last one that arrived first. */
export function listProviderEvents({ inbox }: { readonly inbox: EventInbox }) {
  return (state: ProviderEventState | undefined, page: PageRequest, { platform }: Actor): Promise<Page<ListedEvent>> =>
    inbox.list(platform, state, page)
}
