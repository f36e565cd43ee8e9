import type { ClientRecord, ClientRepository } from '../ports/client-repository.ts'

/** Shows a client with its latest token and its account as they are stored; asks nobody else. */
export function showClient({ clients }: { clients: ClientRepository }) {
  return (clientId: string): Promise<ClientRecord | undefined> => clients.find(clientId)
}
