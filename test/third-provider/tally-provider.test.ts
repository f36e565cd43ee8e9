import t from 'tap'
import { paymentProviderContract } from '../contract/payment-provider.ts'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import { useCasesOver } from '../support/use-cases.ts'
import { tallyProvider } from './tally-provider.ts'
import { startTally } from './tally-server.ts'

paymentProviderContract(t, 'tally', async (t) => {
  const tally = await startTally(t)
  return { provider: tallyProvider(tally.url), held: async () => tally.merchants().length }
})

t.test('the service onboards a client with it, without any other change', async (t) => {
  const tally = await startTally(t)
  const provider = tallyProvider(tally.url)
  const useCases = useCasesOver({ ...memoryRepositories({ now: () => new Date() }), provider })
  const actor = { platform: DEFAULT_PLATFORM, name: 'client', requestId: 'request' }
  const invitation = { name: 'Ada', email: 'ada@example.com', expiresInHours: 1 }
  const invited = await useCases.inviteClient(invitation, actor)
  if (invited.outcome !== 'invited') throw new Error(invited.outcome)
  t.match(await useCases.openLink(invited.linkSecret, actor), { outcome: 'opened', url: /^https:\/\/tally\.invalid/ })
  t.match(await useCases.showClient(invited.client.id, actor), { account: { accountId: 'm-1' } })
})
