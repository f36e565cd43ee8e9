import t from 'tap'
import { accountControlContract } from './account-control.ts'
import { accountSessionsContract } from './account-sessions.ts'
import { memoryPaymentProvider } from '../../src/adapters/memory/payment-provider.ts'
import { paymentProviderContract } from './payment-provider.ts'

paymentProviderContract(t, 'memory', async () => {
  const provider = memoryPaymentProvider({ now: () => new Date() })
  return { provider, held: async () => provider.accounts().length }
})

accountControlContract(t, 'memory', async () => memoryPaymentProvider({ now: () => new Date() }))
accountSessionsContract(t, 'memory', async () => memoryPaymentProvider({ now: () => new Date() }))
