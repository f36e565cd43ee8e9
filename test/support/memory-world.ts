import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import type { Client } from '../../src/domain/client.ts'
import { transition, type TokenEvent } from '../../src/domain/onboarding-token.ts'

type MemoryRepositories = ReturnType<typeof memoryRepositories>

export interface MemoryWorld extends MemoryRepositories {
  /** Lets something happen to the client's latest token for which there is no repository method yet. */
  readonly happen: (clientId: string, event: TokenEvent) => Promise<void>
  /** Changes the client, as an operator will be able to. */
  readonly changeClient: (clientId: string, change: Partial<Client>) => Promise<void>
}

/**
 * The memory repositories, and ways to change what they hold that no port offers yet. They hand out the very objects
 * that they keep, and so these can be changed in place; each change is looked at afterwards, should that ever end.
 */
export function memoryWorld({ now }: { now: () => Date }): MemoryWorld {
  const repositories = memoryRepositories({ now })

  async function held(clientId: string) {
    const record = await repositories.clients.find(clientId)
    if (record === undefined) throw new Error(`no client ${clientId}`)
    return record
  }

  return {
    ...repositories,

    async happen(clientId, event) {
      const { token } = await held(clientId)
      const decision = transition(token, event)
      if (decision.outcome !== 'changed') throw new Error(`${event.type} changes no token that is ${token.status}`)
      for (const key of Object.keys(token)) Reflect.deleteProperty(token, key)
      Object.assign(token, decision.token)
      if ((await held(clientId)).token.status !== decision.token.status) throw new Error('the token was not changed')
    },

    async changeClient(clientId, change) {
      const { client } = await held(clientId)
      Object.assign(client, change)
      if ((await held(clientId)).client.email !== client.email) throw new Error('the client was not changed')
    },
  }
}
