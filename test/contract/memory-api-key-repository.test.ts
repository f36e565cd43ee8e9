import t from 'tap'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { apiKeyRepositoryContract } from './api-key-repository.ts'

apiKeyRepositoryContract(t, 'memory', async () => {
  let skew = 0
  const now = () => new Date(Date.now() + skew)
  const { apiKeys, auditTrail } = memoryRepositories({ now }, memoryStore({ now, platforms: ['default', 'another'] }))
  return {
    apiKeys,
    auditTrail,
    async age(ms) {
      skew += ms
    },
  }
})
