import type { ClientChange } from '../domain/client.ts'
import type { Act } from '../ports/act.ts'
import type { ClientChangeResult, ClientRepository } from '../ports/client-repository.ts'

/**
 * Changes what staff knows of a client. A new e-mail withdraws the open link, which went to the old one. An account at
 * the provider is not changed: from its first link on, only the client itself can.
 */
export function changeClient({ clients }: { clients: ClientRepository }) {
  return (clientId: string, change: ClientChange, act: Act): Promise<ClientChangeResult> =>
    clients.change(clientId, change, act)
}
