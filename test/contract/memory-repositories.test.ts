import t from 'tap'
import type { TokenEvent } from '../../src/domain/onboarding-token.ts'
import { memoryWorld } from '../support/memory-world.ts'
import { createdAccount, repositoriesContract } from './token-and-client-repositories.ts'

repositoriesContract(t, 'memory', async () => {
  const { clients, tokens, happen } = memoryWorld({ now: () => new Date() })
  return {
    clients,
    tokens,
    async endToken({ clientId }, to) {
      const at = new Date()
      const { snapshot } = createdAccount({ detailsSubmitted: true })
      const events: Record<typeof to, TokenEvent> = {
        completed: { type: 'evidence', at, clientId, snapshot },
        revoked: { type: 'revoke', at, reason: 'operator' },
      }
      await happen(clientId, events[to])
    },
  }
})
