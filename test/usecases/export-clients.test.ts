import t from 'tap'
import { memoryPaymentProvider } from '../../src/adapters/memory/payment-provider.ts'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { useCasesOver } from '../support/use-cases.ts'

const actor = { platform: 'default', name: 'admin:test', requestId: 'r' }

function world() {
  const clock = { now: () => new Date() }
  const useCases = useCasesOver({ ...memoryRepositories(clock), provider: memoryPaymentProvider(clock) })
  const invite = async (n: number) => {
    const invited = await useCases.inviteClient({ name: `C ${n}`, email: `${n}@example.com`, expiresInHours: 1 }, actor)
    if (invited.outcome !== 'invited') throw new Error(invited.outcome)
    return invited.client.id
  }
  const audited = async () => (await useCases.listAuditEvents({ limit: 10 }, actor)).items.map(({ facts }) => facts)
  return { useCases, invite, audited }
}

t.test('an export has every client that exists throughout once, while clients are added and change', async (t) => {
  const { useCases, invite, audited } = world()
  const before: string[] = []
  for (let n = 0; n < 450; n += 1) before.push(await invite(n))
  const exported: string[] = []
  for await (const { client } of useCases.exportClients({ status: 'pending', text: undefined }, actor)) {
    exported.push(client.id)
    // Every hundredth is followed by a new client, and by a change of one that is still to come.
    if (exported.length % 100 === 0) {
      await invite(1000 + exported.length)
      await useCases.changeClient(before[0] ?? '', { name: `Renamed ${exported.length}` }, actor)
    }
  }
  t.strictSame(exported, before.toReversed())
  t.strictSame(await audited(), [{ clients: 450, complete: true, filters: ['status'] }])
})

t.test('an export whose reader stops reads nothing more, and is recorded', async (t) => {
  const { useCases, invite, audited } = world()
  for (let n = 0; n < 3; n += 1) await invite(n)
  const reader = useCases.exportClients({}, actor)
  t.equal((await reader.next()).done, false)
  await reader.return(undefined)
  t.strictSame(await audited(), [{ clients: 1, complete: false, filters: [] }])
})
