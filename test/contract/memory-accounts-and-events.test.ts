import t from 'tap'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { accountsAndEventsContract } from './accounts-and-events.ts'

accountsAndEventsContract(t, 'memory', async () => memoryRepositories({ now: () => new Date() }))
