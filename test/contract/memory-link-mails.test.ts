import t from 'tap'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { linkMailsContract } from './link-mails.ts'

linkMailsContract(t, 'memory', async () => {
  const repositories = memoryRepositories({ now: () => new Date() })
  return { ...repositories, waiting: async () => [...repositories.linkMailsWaiting] }
})
