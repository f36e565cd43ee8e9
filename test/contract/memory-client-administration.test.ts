import t from 'tap'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { clientAdministrationContract } from './client-administration.ts'

clientAdministrationContract(t, 'memory', async () => memoryRepositories({ now: () => new Date() }))
