import type { Act } from '../ports/act.ts'
import type { ClientRepository, Erased } from '../ports/client-repository.ts'

/** Forgets who a client is. Its account at the provider is left alone: that is between the provider and the client. */
export function eraseClient({ clients }: { clients: ClientRepository }) {
  return (clientId: string, act: Act): Promise<Erased> => clients.erase(clientId, act)
}
