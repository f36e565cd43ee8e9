import t from 'tap'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { apiKeyRepositoryContract } from './api-key-repository.ts'

apiKeyRepositoryContract(t, 'memory', async () => {
  let skew = 0
  const { apiKeys, auditTrail } = memoryRepositories({ now: () => new Date(Date.now() + skew) })
  return {
    apiKeys,
    auditTrail,
    async age(ms) {
      skew += ms
    },
  }
})
