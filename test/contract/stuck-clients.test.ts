import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { decideAccountRefreshed } from '../../src/domain/decide-account.ts'
import { decideProviderFailed } from '../../src/domain/decide-link.ts'
import type { ClientOrder } from '../../src/domain/client-order.ts'
import type { ClientFilter } from '../../src/ports/onboarding-queries.ts'
import { onEachAdapter } from '../support/contract-ports.ts'
import {
  active,
  after,
  committed,
  invited,
  opened,
  platform,
  revoked,
  snapshotOf,
  staff,
  type Invited,
} from './fixtures.ts'

onEachAdapter(t, 'lists of clients that are stuck', async (t, world) => {
  const { queries, useCases } = world
  const day = (n: number) => new Date(Date.UTC(2030, 0, n))

  // Each change has an instant of its own.
  const soon = () => sleep(3)

  /** Lets the client open its link; its account is then what the facts say. */
  async function open(given: Invited, facts: Parameters<typeof snapshotOf>[1]) {
    const { accountId, fetchedAt } = await opened(world, given)
    const snapshot = snapshotOf(after(fetchedAt), { accountId, ...facts })
    await soon()
    await committed(world, given, (state) => decideAccountRefreshed(state, { snapshot }))
  }
  const due = (by: Date) => ({ what: 'A document', from: 'client', due: 'now', by }) as const

  const names = new Map<string, string>()
  async function client(name: string) {
    await soon()
    const given = await invited(world)
    names.set(given.clientId, name)
    return given
  }
  // In the order in which they became what they are, which is not the order in which they were invited.
  const refused = await client('refused')
  const withdrawn = await client('withdrawn')
  await client('fresh')
  const review = await client('review')
  const late = await client('late')
  const paid = await client('paid')
  const dueSoon = await client('due soon')
  const gone = await client('gone')
  await open(dueSoon, { ...active, asks: [due(day(2))] })
  await open(paid, active)
  await open(late, { submitted: true, asks: [due(day(1))] })
  await open(review, { submitted: true, hold: 'provider_review' })
  await soon()
  await revoked(world, withdrawn)
  const failure = { operation: 'create_account', outcome: 'refused', code: 'country_unsupported' } as const
  await committed(world, refused, (state) => decideProviderFailed(state, { tokenId: refused.tokenId, failure }))
  await open(gone, { submitted: true, asks: [due(day(3))] })
  await useCases.eraseClient(gone.clientId, staff)

  async function listed(filter: ClientFilter, order?: ClientOrder, limit = 100): Promise<string[]> {
    const found: string[] = []
    let after: string | undefined
    do {
      const page = await queries.listClients(platform, filter, { limit, after, order })
      found.push(...page.items.map(({ client: { id } }) => names.get(id) ?? id))
      after = page.next
    } while (after !== undefined)
    return found
  }

  t.test('by who acts next: a final refusal and a link that staff revoked wait for staff', async (t) => {
    t.strictSame(await listed({ nextAction: ['operator'] }), ['withdrawn', 'refused'])
    t.strictSame(await listed({ nextAction: ['client'] }), ['due soon', 'late', 'fresh'])
    t.strictSame(await listed({ nextAction: ['provider'] }), ['review'])
    t.strictSame(await listed({ nextAction: ['none'] }), ['paid'], 'an erased client is not listed')
  })

  t.test('by several values, the newest first', async (t) => {
    t.strictSame(await listed({ nextAction: ['operator', 'provider'] }), ['review', 'withdrawn', 'refused'])
    t.strictSame(await listed({ readiness: ['active_due', 'action_required'] }), ['due soon', 'late'])
    t.strictSame(await listed({ readiness: ['none', 'active', 'none'] }), ['paid', 'fresh', 'withdrawn', 'refused'])
    t.strictSame(await listed({ readiness: ['none', 'active'], nextAction: ['operator', 'none'] }), [
      'paid',
      'withdrawn',
      'refused',
    ])
    t.strictSame(await listed({ readiness: ['none', 'active_due'], status: 'pending' }), ['fresh', 'refused'])
  })

  t.test('by since, the longest unchanged first', async (t) => {
    // The refused client's link is pending since the invitation: a failure changes no status.
    const all = ['refused', 'fresh', 'due soon', 'paid', 'late', 'review', 'withdrawn']
    t.strictSame(await listed({}, 'since'), all)
    t.strictSame(await listed({ nextAction: ['client', 'operator'] }, 'since'), [
      'refused',
      'fresh',
      'due soon',
      'late',
      'withdrawn',
    ])
    t.strictSame(await listed({ readiness: ['none', 'active'] }, 'since'), ['refused', 'fresh', 'paid', 'withdrawn'])
    t.strictSame(await listed({ status: 'completed' }, 'since'), ['due soon', 'paid', 'late', 'review'])
    t.strictSame(await listed({ text: 'example.com' }, 'since'), all)
  })

  t.test('by deadline, the earliest first, and only those that have one', async (t) => {
    t.strictSame(await listed({}, 'deadline'), ['late', 'due soon'])
    t.strictSame(await listed({ readiness: ['active_due'] }, 'deadline'), ['due soon'])
    t.strictSame(await listed({ nextAction: ['operator'] }, 'deadline'), [])
  })

  t.test('pages follow on each other in every order', async (t) => {
    for (const order of ['-createdAt', 'since', 'deadline'] as const) {
      for (const filter of [{}, { nextAction: ['client', 'operator'] }, { text: 'example.com' }] as const) {
        const whole = await listed(filter, order)
        for (const limit of [1, 2, 3]) t.strictSame(await listed(filter, order, limit), whole, `${order}, ${limit}`)
      }
    }
  })

  t.test('unchanged for so long, the longest first unless another order is asked for', async (t) => {
    const all = await listed({}, 'since')
    t.strictSame(await listed({ stuckForMs: 0 }), all)
    t.strictSame(await listed({ stuckForMs: 0 }, '-createdAt'), await listed({}))
    t.strictSame(await listed({ stuckForMs: 3_600_000 }), [])
    t.strictSame(await listed({ stuckForMs: 0, nextAction: ['provider'] }), ['review'])
  })

  t.test('each says since when it is as it is, and when its link was last opened', async (t) => {
    const { items } = await queries.listClients(platform, {}, { limit: 100 })
    for (const { now: _now, ...item } of items) {
      const alone = await useCases.showClient(item.client.id, staff)
      t.strictSame({ ...alone, now: 0 }, { ...item, now: 0 })
      const isOpened = ['due soon', 'paid', 'late', 'review'].includes(names.get(item.client.id) ?? '')
      t.equal(item.lastOpenedAt !== undefined, isOpened, names.get(item.client.id) ?? '')
    }
  })

  t.test('a new link keeps when the client last opened one', async (t) => {
    const before = await useCases.showClient(late.clientId, staff)
    await useCases.issueToken({ clientId: late.clientId, expiresInHours: 1 }, staff)
    const now = await useCases.showClient(late.clientId, staff)
    t.strictSame(now?.lastOpenedAt, before?.lastOpenedAt)
    t.ok(now !== undefined && before !== undefined && now.since > before.since)
  })
})
