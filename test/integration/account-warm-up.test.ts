import t from 'tap'
import { REFUSAL } from '../support/refusal.ts'
import { startService, surroundings } from '../support/service.ts'
import { startWorker, until } from '../support/worker.ts'

t.test('with ACCOUNT_WARM_UP=on the worker creates accounts of invited clients whose country is known', async (t) => {
  const around = await surroundings(t)
  const variables = { ACCOUNT_WARM_UP: 'on', ACCOUNT_COUNTRY: '' }
  const service = await startService(t, around, variables)
  const worker = await startWorker(t, around, variables)
  const { simulator } = around.stripe
  const first = await service.invite({ country: 'DE' })
  const [known, unknown] = [await service.invite({ country: 'DE' }), await service.invite()]
  const accountsOf = async (clientId: string) =>
    (await simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === clientId)
  await until('the account is stored', async () => (await service.show(known.clientId)).account.id !== null)
  t.match(await service.show(known.clientId), { onboarding: { status: 'pending' } })
  t.equal((await accountsOf(unknown.clientId)).length, 0)

  t.equal((await service.open(first.token)).status, 200, 'with which a process learns which platform its key is of')
  const before = (await simulator.calls()).length
  t.equal((await service.open(known.token)).status, 200)
  const calls = (await simulator.calls()).slice(before).map(({ route }) => route)
  t.same(calls, ['account_links.create'], 'the click costs one call')
  t.equal((await accountsOf(known.clientId)).length, 1)

  await simulator.faults.add({ route: 'accounts.create', fault: REFUSAL })
  const refused = await service.invite({ country: 'DE' })
  const ended = () => worker.captured.lines().filter(({ msg }) => msg === 'a warm-up job ended')
  await until('the job ended', async () => ended().some(({ tokenId }) => tokenId === refused.tokenId))
  t.match(await service.show(refused.clientId), { onboarding: { status: 'pending' }, account: { id: null } })
  await simulator.faults.clear()
  t.equal((await service.open(refused.token)).status, 200, 'the opening creates it then')
})

t.test('by default nothing is created before the client opens its link', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around)
  await startWorker(t, around)
  const { clientId } = await service.invite({ country: 'DE' })
  const { token } = await service.invite({ country: 'DE' })
  t.equal((await service.open(token)).status, 200)
  t.equal((await service.show(clientId)).account.id, null)
})
