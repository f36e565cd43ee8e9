import pg from 'pg'
import t from 'tap'
import { composeUseCases, openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { environmentFor, startService, surroundings } from '../support/service.ts'

/** A service to which no webhook comes, and its background job. */
async function withoutWebhooks(t: Parameters<typeof surroundings>[0]) {
  const around = await surroundings(t)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  t.teardown(() => db.end())
  const service = await startService(t, around)
  // The job requests emails, and no worker sends them.
  const mail = { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'onboarding@example.com' }
  const environment = environmentFor({ databaseUrl: around.databaseUrl, stripeUrl: around.stripe.url })
  const config = readConfig({ ...environment, ...mail })
  const ports = openPorts(config, service.captured.log)
  t.teardown(() => ports.close())
  const { refreshStaleAccounts, at } = composeUseCases(ports, config, service.captured.log)
  return {
    service,
    signs: async () => (await ports.signs.load('default')).record,
    simulator: around.stripe.simulator,
    runJob: () => refreshStaleAccounts({ platform: 'default', name: 'job:stale-accounts', requestId: 'test' }),
    raiseAlerts: () => at('default')?.raiseAlerts('stored', AbortSignal.timeout(20_000)),
    /** The emails that were requested for a client, oldest first. */
    async emailsOf(clientId: string): Promise<string[]> {
      const { rows } = await db.query<{ kind: string }>(
        `select j.data ->> 'kind' as kind from pgboss.job j
         join onboarding_tokens t on t.id = (j.data ->> 'tokenId')::uuid
         where j.name = 'email' and t.client_id = $1 order by j.created_on`,
        [clientId],
      )
      return rows.map(({ kind }) => kind)
    },
    /** The clients that operators were told of, by kind of alert. */
    async alerted(): Promise<Record<string, string[]>> {
      const { rows } = await db.query<{ kind: string; subjects: string[] }>(
        'select kind, array_agg(subject) as subjects from alerts group by kind',
      )
      return Object.fromEntries(rows.map(({ kind, subjects }) => [kind, subjects]))
    },
    /** Lets so many minutes pass. */
    async letPass(minutes: number) {
      await db.query(`update accounts set fetched_at = fetched_at - $1 * interval '1 minute'`, [minutes])
      await db.query(
        `update account_intents set opened_at = opened_at - $1 * interval '1 minute' where opened_at is not null`,
        [minutes],
      )
    },
    async openedAccount() {
      const client = await service.invite()
      const { status } = await service.open(client.token)
      if (status !== 200) throw new Error(`opened with ${status}`)
      return { ...client, accountId: (await service.show(client.clientId)).account.id as string }
    },
  }
}

t.test('with every webhook lost, clients on their way are brought to the right state', async (t) => {
  const { service, simulator, runJob, letPass, openedAccount, signs } = await withoutWebhooks(t)
  const completed = await openedAccount()
  const unfinished = await openedAccount()
  const reviewed = await openedAccount()
  await simulator.setAccountState(completed.accountId, { outcome: 'complete' })
  await simulator.setAccountState(reviewed.accountId, { outcome: 'under_review' })
  const lost = await service.invite()
  await simulator.faults.add({ route: 'accounts.create', times: 2, fault: { kind: 'reset', when: 'after' } })
  t.equal((await service.open(lost.token)).status, 502)

  t.match(await runJob(), { refreshed: 0, settled: 0, failed: 0 }, 'nothing is stale yet')
  await letPass(16)
  t.match(await runJob(), { refreshed: 3, settled: 1, failed: 0 })
  t.match(await signs(), { unannounced: { count: 1 } }, 'accounts had changed, and no event had said so')
  t.equal((await service.show(completed.clientId)).onboarding.status, 'completed')
  t.equal((await service.show(unfinished.clientId)).onboarding.status, 'in_progress')
  t.match((await service.show(reviewed.clientId)).account, { readiness: 'under_review', nextAction: 'provider' })
  t.match((await service.show(lost.clientId)).account.id, /^acct_/, 'the account whose answer was lost is found')
  t.equal((await simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === lost.clientId).length, 1)

  await simulator.setAccountState(reviewed.accountId, { outcome: 'complete' })
  t.match(await runJob(), { refreshed: 0 }, 'what was just refreshed is left alone')
  await letPass(16)
  await simulator.faults.add({
    route: 'accounts.retrieve',
    times: 99,
    fault: { kind: 'error', status: 500, saved: false },
  })
  t.match(await runJob(), { refreshed: 0, failed: 2 })
  await simulator.faults.clear()
  await runJob()
  t.match((await service.show(reviewed.clientId)).account, { readiness: 'active' })
})

type Change = Parameters<Awaited<ReturnType<typeof surroundings>>['stripe']['simulator']['setAccountState']>[1]

/** What happens to an account while no webhook arrives, and what it is a day later, with the emails about that. */
const CHANGES: Record<string, readonly [from: Change, to: Change, readiness: string, emails: readonly string[]]> = {
  'an active account that is restricted': [
    { outcome: 'complete' },
    { outcome: 'needs_more' },
    'action_required',
    ['action_required'],
  ],
  'an active account that is rejected': [{ outcome: 'complete' }, { outcome: 'reject' }, 'rejected', []],
  'an active account that is disconnected': [{ outcome: 'complete' }, { access: 'deauthorised' }, 'disconnected', []],
  'an account whose demand is met': [{ outcome: 'needs_more' }, { outcome: 'complete' }, 'active', ['done']],
  'a rejected account that is taken back': [{ outcome: 'reject' }, { outcome: 'complete' }, 'active', ['done']],
  'an account whose review ends': [{ outcome: 'under_review' }, { outcome: 'complete' }, 'active', ['done']],
  'a disconnected account that is connected again': [
    { access: 'deauthorised' },
    { access: 'connected' },
    'onboarding',
    [],
  ],
}

t.test(
  'with every webhook lost, a change of an account is noticed within a day, and told to whom it concerns',
  async (t) => {
    const { service, simulator, runJob, letPass, openedAccount, emailsOf, raiseAlerts, alerted } =
      await withoutWebhooks(t)
    const clients: {
      readonly clientId: string
      readonly accountId: string
      readonly name: string
      readonly to: Change
      readonly readiness: string
      readonly emails: readonly string[]
    }[] = []
    for (const [name, [from, to, readiness, emails]] of Object.entries(CHANGES)) {
      const client = await openedAccount()
      await simulator.setAccountState(client.accountId, from)
      clients.push({ ...client, name, to, readiness, emails })
    }
    await letPass(16)
    await runJob()
    const before = new Map<string, number>()
    for (const { clientId } of clients) before.set(clientId, (await emailsOf(clientId)).length)
    for (const { accountId, to } of clients) await simulator.setAccountState(accountId, to)
    await letPass(12 * 60 + 1)
    // Each run takes its share of the accounts, which with so few is one.
    for (let run = 0; run < clients.length; run += 1) await runJob()
    for (const { name, clientId, readiness, emails } of clients) {
      t.match((await service.show(clientId)).account, { readiness }, name)
      t.same((await emailsOf(clientId)).slice(before.get(clientId)), emails, name)
    }
    await raiseAlerts()
    const those = (state: string) =>
      clients.filter(({ readiness }) => readiness === state).map(({ clientId }) => clientId)
    const { account_rejected: rejected, account_disconnected: disconnected } = await alerted()
    t.same([rejected, disconnected], [those('rejected'), those('disconnected')], 'operators are told of the rest')
  },
)

t.test('an account is not active without the transfers that were asked for, although payouts are on', async (t) => {
  const { service, simulator, openedAccount } = await withoutWebhooks(t)
  const { clientId, accountId } = await openedAccount()
  const admin = { authorization: `Bearer ${service.adminKey}` }
  const synced = async (change: Change) => {
    await simulator.setAccountState(accountId, change)
    return (await service.call('POST', `/api/v1/clients/${clientId}/sync`, undefined, admin)).body.account
  }
  t.match(await synced({ outcome: 'complete' }), { readiness: 'active', payable: true })
  for (const status of ['inactive', 'pending'] as const) {
    const shown = await synced({ capabilities: { transfers: status } })
    t.match(shown, { payable: false, capabilities: { payouts: 'active' } }, status)
    t.not(shown.readiness, 'active', status)
  }
  t.match(await synced({ capabilities: { transfers: 'active' } }), { readiness: 'active', payable: true })
})
