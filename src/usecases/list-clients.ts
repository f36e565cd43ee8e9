import type { Page } from '../ports/account-repository.ts'
import type { ClientFilter, ClientRecord, ClientRepository } from '../ports/client-repository.ts'

/** A page of clients, newest first, as they are stored; asks nobody else. */
export function listClients({ clients }: { clients: ClientRepository }) {
  return (
    filter: ClientFilter,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<Page<ClientRecord>> => clients.list(filter, page)
}
