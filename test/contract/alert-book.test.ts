import t from 'tap'
import { CLIENT_RULES, decideAlerts, type AlertMessage, type AlertsDecided } from '../../src/domain/alert.ts'
import { onEachAdapter } from '../support/contract-ports.ts'

const PLATFORM = 'default'
const actor = { platform: PLATFORM, name: 'key:1', requestId: 'r' }
const OF_CLIENTS = CLIENT_RULES.map(({ kind }) => kind)
const at = (now: Date, parts: Partial<AlertsDecided>): AlertsDecided => ({
  ...{ told: [], revived: [], ended: [], messages: [], now },
  ...parts,
})

onEachAdapter(
  t,
  'clients are a cause until they are told of, and an end when they are none any more',
  async (t, world) => {
    const { alertBook, useCases, provider } = world
    const invited = await useCases.inviteClient({ name: 'Ada', email: 'ada@example.com', expiresInHours: 24 }, actor)
    if (invited.outcome !== 'invited') throw new Error(invited.outcome)
    const clientId = invited.client.id
    t.match(await alertBook.load(PLATFORM, OF_CLIENTS, CLIENT_RULES), { clients: [], stored: [], lastToldAt: {} })
    await useCases.openLink(invited.linkSecret, actor)
    const accountId = String(provider.accounts()[0]?.facts.accountId)
    const by = new Date(Date.now() - 60_000)
    provider.change(accountId, { asks: [{ what: 'A document', from: 'client', due: 'overdue', by }] })
    await useCases.syncClient(clientId, actor)

    const overdue = await alertBook.load(PLATFORM, OF_CLIENTS, CLIENT_RULES)
    t.strictSame(overdue.clients, [{ kind: 'deadline_missed', subject: clientId }])
    const decided = decideAlerts({ ...overdue, causes: overdue.clients })
    t.equal(await alertBook.save(PLATFORM, decided, ['log', 'webhook']), 'saved')
    const expected = (channel: string) => ({ platform: PLATFORM, channel, message: decided.messages[0] })
    t.same(await world.queuedAlerts(), ['log', 'webhook'].map(expected), 'for each channel')
    t.equal(await alertBook.save(PLATFORM, decided, ['log']), 'conflict', 'another worker was first')
    t.equal((await world.queuedAlerts()).length, 2)
    const quiet = await alertBook.load(PLATFORM, OF_CLIENTS, CLIENT_RULES)
    t.strictSame([quiet.clients, quiet.stored], [[], []], 'nothing has changed')
    t.strictSame(quiet.lastToldAt.deadline_missed, decided.now)

    provider.change(accountId, { hold: 'rejected' })
    await useCases.syncClient(clientId, actor)
    const rejected = await alertBook.load(PLATFORM, OF_CLIENTS, CLIENT_RULES)
    t.strictSame(rejected.clients, [{ kind: 'account_rejected', subject: clientId }], 'the deadline matters no more')
    t.match(rejected.stored, [{ kind: 'deadline_missed', subject: clientId, toldAt: decided.now }])
    await alertBook.save(PLATFORM, at(rejected.now, { ended: rejected.stored }), ['log'])
    t.strictSame((await alertBook.load(PLATFORM, OF_CLIENTS, CLIENT_RULES)).stored, [], 'an end is stored once')
    t.match((await alertBook.load('another', OF_CLIENTS, CLIENT_RULES)).clients, [], 'of its own platform')
  },
)

onEachAdapter(
  t,
  'an alert is told again only by who knows when it was told, and is forgotten a day after its end',
  async (t, world) => {
    const { alertBook } = world
    const alert = { kind: 'setup_faulty', subject: 'mail' } as const
    const message: AlertMessage = { kind: 'setup_faulty', causes: [{ subject: 'mail', words: 'It is away.' }], more: 0 }
    const load = async () => (await alertBook.load(PLATFORM, ['setup_faulty'], [])).stored
    const first = new Date('2026-03-01T12:00:00.000Z')
    const second = new Date('2026-03-02T12:00:00.000Z')
    const tell = (now: Date, toldBefore?: Date) =>
      alertBook.save(
        PLATFORM,
        at(now, { told: [{ ...alert, ...(toldBefore && { toldBefore }) }], messages: [message] }),
        ['email'],
      )
    t.equal(await tell(first), 'saved')
    t.equal(await tell(second), 'conflict')
    t.equal(await tell(second, first), 'saved')
    t.equal(await tell(second, first), 'conflict')
    t.strictSame(await load(), [{ ...alert, toldAt: second }])
    t.same(
      await world.queuedAlerts(),
      [message, message].map((each) => ({ platform: PLATFORM, channel: 'email', message: each })),
    )

    const ended = { ...alert, toldAt: second }
    await alertBook.save(PLATFORM, at(second, { ended: [ended] }), [])
    t.strictSame(await load(), [{ ...ended, endedAt: second }])
    await alertBook.save(PLATFORM, at(second, { revived: await load() }), [])
    t.strictSame(await load(), [ended], 'it goes on')
    await alertBook.save(PLATFORM, at(second, { ended: [ended] }), [])
    await alertBook.save(PLATFORM, at(new Date(second.getTime() + 24 * 3_600_000), {}), [])
    t.equal((await load()).length, 1)
    await alertBook.save(PLATFORM, at(new Date(second.getTime() + 24 * 3_600_000 + 1), {}), [])
    t.strictSame(await load(), [])
  },
)
