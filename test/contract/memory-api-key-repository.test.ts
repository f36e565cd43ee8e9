import t from 'tap'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { apiKeyRepositoryContract } from './api-key-repository.ts'

apiKeyRepositoryContract(t, 'memory', async () => {
  let skew = 0
  const { apiKeys } = memoryRepositories({ now: () => new Date(Date.now() + skew) })
  return {
    apiKeys,
    async age(ms) {
      skew += ms
    },
  }
})
