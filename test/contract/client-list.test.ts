import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { decideAccountRefreshed } from '../../src/domain/decide-account.ts'
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
  stored,
  type Invited,
} from './fixtures.ts'

const entries = <T extends string>(counts: Readonly<Record<T, number>>) => Object.entries(counts) as [T, number][]

onEachAdapter(t, 'listing clients', async (t, world) => {
  const { queries, useCases } = world

  /** Lets the client open its link; its account is then what the facts say. */
  async function open(given: Invited, facts?: Parameters<typeof snapshotOf>[1]) {
    const { accountId, fetchedAt } = await opened(world, given)
    if (facts === undefined) return
    const snapshot = snapshotOf(after(fetchedAt), { accountId, ...facts })
    await committed(world, given, (state) => decideAccountRefreshed(state, { snapshot }))
  }
  async function idsOf(filter: ClientFilter): Promise<string[]> {
    const { items } = await queries.listClients(platform, filter, { limit: 100 })
    return items.map(({ client }) => client.id)
  }

  const fresh = await invited(world, { client: { name: 'Ada Lovelace', externalId: 'CRM-100%' } })
  const started = await invited(world, { client: { name: 'Grace Hopper' } })
  await open(started)
  const paid = await invited(world, { client: { name: 'Edsger Dijkstra' } })
  await open(paid, active)
  const ended = await invited(world, { client: { name: 'Barbara Liskov' } })
  await revoked(world, ended)
  const late = await invited(world, { client: { name: 'Alan Turing' }, token: { lifetimeMs: 1500 } })
  const lateStarted = await invited(world, { client: { name: 'Radia Perlman' }, token: { lifetimeMs: 500 } })
  await open(lateStarted)
  while ((await stored(world, late.clientId)).now < after(late.loaded.now, 1505)) await sleep(5)
  const erased = await invited(world, { client: { name: 'Nobody Anymore' } })
  await useCases.eraseClient(erased.clientId, staff)
  const all = [lateStarted, late, ended, paid, started, fresh].map(({ clientId }) => clientId)

  t.test('the newest come first, and erased ones do not come', async (t) => {
    t.strictSame(await idsOf({}), all)
  })

  t.test('each is shown as it is shown alone', async (t) => {
    const { items } = await queries.listClients(platform, {}, { limit: 100 })
    for (const { now: _now, ...item } of items) {
      const alone = await useCases.showClient(item.client.id, staff)
      t.strictSame({ ...alone, now: 0 }, { ...item, now: 0 })
    }
  })

  t.test('pages follow on each other, without a gap and without an empty one at the end', async (t) => {
    for (const limit of [1, 2, 3, 5, 6, 7]) {
      const seen: string[] = []
      let next: string | undefined
      let pages = 0
      do {
        const page = await queries.listClients(platform, {}, { limit, after: next })
        t.ok(page.items.length > 0 && page.items.length <= limit)
        seen.push(...page.items.map(({ client }) => client.id))
        next = page.next
        pages += 1
      } while (next !== undefined)
      t.strictSame(seen, all, `${limit} a page`)
      t.equal(pages, Math.ceil(all.length / limit))
    }
  })

  t.test('by the status of the latest token, an expired one being neither pending nor in progress', async (t) => {
    t.strictSame(await idsOf({ status: 'pending' }), [fresh.clientId])
    t.strictSame(await idsOf({ status: 'in_progress' }), [started.clientId])
    t.strictSame(await idsOf({ status: 'completed' }), [paid.clientId])
    t.strictSame(await idsOf({ status: 'revoked' }), [ended.clientId])
    t.strictSame(await idsOf({ status: 'expired' }), [late.clientId, lateStarted.clientId])
  })

  t.test('those whose link expired last come first, on pages that follow on each other', async (t) => {
    const first = await queries.listClients(platform, { status: 'expired' }, { limit: 1 })
    const second = await queries.listClients(platform, { status: 'expired' }, { limit: 1, after: first.next })
    const ids = [first, second].flatMap(({ items }) => items.map(({ client }) => client.id))
    t.strictSame(ids, [late.clientId, lateStarted.clientId])
    t.equal(second.next, undefined)
  })

  t.test('the counts are the lengths of the lists with the same filters', async (t) => {
    const { total, status, readiness, nextAction } = await useCases.countClients(staff)
    t.equal(total, (await idsOf({})).length)
    for (const [word, count] of entries(status)) t.equal(count, (await idsOf({ status: word })).length, word)
    for (const [word, count] of entries(readiness)) {
      t.equal(count, (await idsOf({ readiness: [word] })).length, word)
    }
    for (const [word, count] of entries(nextAction)) {
      t.equal(count, (await idsOf({ nextAction: [word] })).length, word)
    }
    t.ok(status.expired > 0 && status.completed > 0 && total > 0)
    t.equal((await useCases.countClients({ ...staff, platform: 'another' })).total, 0)
  })

  t.test('by readiness', async (t) => {
    t.strictSame(await idsOf({ readiness: ['none'] }), [late.clientId, ended.clientId, fresh.clientId])
    t.strictSame(await idsOf({ readiness: ['onboarding'] }), [lateStarted.clientId, started.clientId])
    t.strictSame(await idsOf({ readiness: ['active'] }), [paid.clientId])
    t.strictSame(await idsOf({ readiness: ['paused'] }), [])
  })

  t.test('by a part of the name, the email or the external id, in any case, and literally', async (t) => {
    t.strictSame(await idsOf({ text: 'HOPP' }), [started.clientId])
    t.strictSame(await idsOf({ text: paid.email.slice(3, 36).toUpperCase() }), [paid.clientId])
    t.strictSame(await idsOf({ text: paid.email.toUpperCase() }), [paid.clientId], 'a whole email')
    t.strictSame(await idsOf({ text: `${paid.email.split('@')[0]}@elsewhere` }), [], 'another domain')
    t.strictSame(await idsOf({ text: `${paid.email.split('@')[0]}@%` }), [], 'literally there, too')
    t.strictSame(await idsOf({ text: 'crm-100%' }), [fresh.clientId])
    t.strictSame(await idsOf({ text: '100%' }), [fresh.clientId])
    for (const text of ['1%0', '___', '\\', 'nobody any', "'; --"]) t.strictSame(await idsOf({ text }), [], text)
  })

  t.test('by a text in any composition, width, case and script', async (t) => {
    const cafe = await invited(world, { client: { name: 'Café Jörg Müller 日本語 ΟΔΟΣ Straße İzmir' } })
    const decomposed = 'Jörg Müller'.normalize('NFD')
    for (const text of [decomposed, 'JÖRG MÜLLER', 'jörg mü', '日本', '本語', 'οδος', 'STRASSE', 'izmir', 'ＣＡＦé']) {
      t.strictSame(await idsOf({ text }), [cafe.clientId], text)
    }
    for (const text of ['muller', '日語', 'xf6z']) t.strictSame(await idsOf({ text }), [], text)
    await useCases.changeClient(cafe.clientId, { name: 'Ärger' }, staff)
    t.strictSame(await idsOf({ text: '日本' }), [], 'the name before a change is not found any more')
    t.strictSame(await idsOf({ text: 'ÄRGER' }), [cafe.clientId])
    await useCases.eraseClient(cafe.clientId, staff)
    t.strictSame(await idsOf({ text: 'ÄRGER' }), [])
  })

  t.test('by the exact external id', async (t) => {
    const [one, ten] = [`M-${randomUUID()}`, `M-${randomUUID()}`]
    const exact = await invited(world, { client: { externalId: one } })
    const longer = await invited(world, { client: { externalId: `${one}0` } })
    t.strictSame(await idsOf({ externalId: one }), [exact.clientId])
    t.strictSame(await idsOf({ externalId: `${one}0` }), [longer.clientId])
    for (const externalId of [ten, one.toLowerCase(), one.slice(0, -1)]) t.strictSame(await idsOf({ externalId }), [])
    t.strictSame(await idsOf({ externalId: one, status: 'completed' }), [])
    const ids = [longer.clientId, randomUUID(), exact.clientId]
    t.strictSame(await idsOf({ ids }), [longer.clientId, exact.clientId], 'and so by ids')
    t.strictSame(await idsOf({ ids, externalId: one }), [exact.clientId])
    t.strictSame((await queries.listClients('another', { ids }, { limit: 5 })).items, [])
    const elsewhere = await queries.listClients('another', { externalId: one }, { limit: 5 })
    t.strictSame(elsewhere.items, [])
    for (const { clientId } of [exact, longer]) await useCases.eraseClient(clientId, staff)
    t.strictSame(await idsOf({ externalId: one }), [])
  })

  t.test('by several filters at once', async (t) => {
    t.strictSame(await idsOf({ text: 'example.com', status: 'in_progress', readiness: ['onboarding'] }), [
      started.clientId,
    ])
    t.strictSame(await idsOf({ status: 'pending', readiness: ['active'] }), [])
    const { items, next } = await queries.listClients(platform, { readiness: ['none'] }, { limit: 2 })
    t.strictSame(
      items.map(({ client }) => client.id),
      [late.clientId, ended.clientId],
    )
    const rest = await queries.listClients(platform, { readiness: ['none'] }, { limit: 2, after: next })
    t.strictSame(
      rest.items.map(({ client }) => client.id),
      [fresh.clientId],
    )
    t.equal(rest.next, undefined)
  })

  t.test('clients of another platform are not listed', async (t) => {
    t.strictSame((await queries.listClients('another', {}, { limit: 100 })).items, [])
  })

  t.test('a new token takes the place of the one before', async (t) => {
    await useCases.issueToken({ clientId: ended.clientId, expiresInHours: 1 }, staff)
    t.strictSame(await idsOf({ status: 'revoked' }), [])
    t.strictSame(await idsOf({ status: 'pending' }), [ended.clientId, fresh.clientId])
  })
})
