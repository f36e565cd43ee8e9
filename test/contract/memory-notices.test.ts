import t from 'tap'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { noticesContract } from './notices.ts'

noticesContract(t, 'memory', async () => {
  const repositories = memoryRepositories({ now: () => new Date() })
  return {
    ...repositories,
    waiting: async (id) => repositories.noticesWaiting.filter(({ tokenId }) => tokenId === id).map(({ kind }) => kind),
  }
})
