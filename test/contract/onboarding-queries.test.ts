import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { decideAccountRefreshed, decideAdoption } from '../../src/domain/decide-account.ts'
import { decideIntentChange } from '../../src/domain/decide-link.ts'
import { staleAccounts } from '../../src/domain/stale-account.ts'
import type { OpenIntent } from '../../src/domain/account-intent.ts'
import type { Page } from '../../src/ports/onboarding-queries.ts'
import { onEachAdapter } from '../support/contract-ports.ts'
import {
  active,
  after,
  committed,
  createdAccount,
  invited,
  opened,
  range,
  revoked,
  snapshotOf,
  staff,
  stored,
} from './fixtures.ts'
import { openIntent } from '../support/open-intent.ts'
import { NEW_ACCOUNTS, TERMS } from '../support/terms.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

async function everyPage<T>(page: (next?: string) => Promise<Page<T>>): Promise<{ items: T[]; pages: number[] }> {
  const [items, pages]: [T[], number[]] = [[], []]
  let next: string | undefined
  do {
    const got = await page(next)
    items.push(...got.items)
    pages.push(got.items.length)
    next = got.next
  } while (next !== undefined)
  return { items, pages }
}

onEachAdapter(t, 'accounts that are to be fetched again', async (t, world) => {
  const { queries } = world

  /** A client whose account was fetched so many milliseconds ago. */
  async function client(ageMs: number, facts: Parameters<typeof snapshotOf>[1] = {}) {
    const given = await invited(world)
    const { loaded } = await committed(world, given, openIntent)
    const [before, then] = [after(loaded.now, -ageMs - 1), after(loaded.now, -ageMs)]
    await committed(world, given, (state) => decideAdoption(state, createdAccount({}, before)))
    const { accountId } = await opened(world, given)
    const snapshot = snapshotOf(then, { accountId, ...facts })
    await committed(world, given, (state) => decideAccountRefreshed(state, { snapshot }))
    return { ...given, accountId }
  }
  const stale = async (ageMs: number) =>
    (await everyPage((next) => queries.staleAccounts(DEFAULT_PLATFORM, staleAccounts(ageMs), next))).items.map(
      ({ accountId }) => accountId,
    )

  t.test('clients at the provider’s pages and accounts under review are, the longest unfetched first', async (t) => {
    const [younger, older] = [await client(120_000), await client(180_000)]
    const review = await client(150_000, { submitted: true, hold: 'provider_review' })
    const done = await client(150_000, active)
    const recent = await client(30_000)
    const ended = await client(150_000)
    await revoked(world, ended)
    t.strictSame(
      await stale(60_000),
      [older, review, younger].map(({ accountId }) => accountId),
    )
    t.ok((await stale(10_000)).includes(recent.accountId))
    t.notOk((await stale(10_000)).includes(done.accountId))
    t.strictSame(await stale(600_000), [])
  })

  t.test('without a standing all are, but those of erased clients', async (t) => {
    const [done, held, erased] = [await client(7_200_000, active), await client(7_100_000), await client(7_150_000)]
    await revoked(world, held)
    await world.useCases.eraseClient(erased.clientId, staff)
    const { items } = await everyPage((next) => queries.staleAccounts(DEFAULT_PLATFORM, { ageMs: 7_000_000 }, next))
    t.strictSame(
      items.map(({ accountId }) => accountId),
      [done, held].map(({ accountId }) => accountId),
    )
  })

  t.test('an account that was just fetched is stale no more', async (t) => {
    const { clientId, accountId } = await client(300_000)
    t.strictSame(await stale(250_000), [accountId])
    const { now } = await stored(world, clientId)
    const snapshot = snapshotOf(now, { accountId })
    await committed(world, { clientId }, (state) => decideAccountRefreshed(state, { snapshot }))
    t.strictSame(await stale(250_000), [])
  })

  t.test('they come in pages, each once, and those of one instant as well', async (t) => {
    const { now } = await stored(world, (await client(1)).clientId)
    const instant = after(now, -3_600_000)
    const mine = await Promise.all(
      range(101, async () => {
        const given = await invited(world)
        await committed(world, given, openIntent)
        const created = createdAccount({ submitted: true, hold: 'provider_review' }, instant)
        return (await committed(world, given, (state) => decideAdoption(state, created))).result
      }),
    )
    const { items, pages } = await everyPage((next) =>
      queries.staleAccounts(DEFAULT_PLATFORM, staleAccounts(3_000_000), next),
    )
    t.strictSame(
      items.map(({ accountId }) => accountId),
      mine.toSorted((one = '', other = '') => (one < other ? -1 : 1)),
    )
    t.strictSame(pages, [100, 1])
  })
})

onEachAdapter(t, 'intents without an outcome', async (t, world) => {
  const { queries } = world
  const unsettled = async (ageMs: number) =>
    (await everyPage((next) => queries.unsettledIntents(DEFAULT_PLATFORM, ageMs, next))).items
  const waiting = async () => {
    const given = await invited(world)
    const { loaded } = await committed(world, given, openIntent)
    return { ...given, intent: loaded.state.intent as OpenIntent }
  }

  t.test('open and settling ones are listed after a while, and no others', async (t) => {
    const [open, settling, closed, done] = [await waiting(), await waiting(), await waiting(), await waiting()]
    for (const [{ intent, ...given }, to] of [
      [settling, 'settle'],
      [closed, 'close'],
    ] as const)
      await committed(world, given, (state) => decideIntentChange(state, { intent, to }))
    await opened(world, done)
    await invited(world)
    await sleep(30)
    t.strictSame(
      await unsettled(20),
      [open, settling].map(({ clientId }) => ({ clientId })),
    )
    t.strictSame(await unsettled(60_000), [])
  })

  t.test('they come in pages, each once', async (t) => {
    const before = (await unsettled(0)).length
    await Promise.all(range(101, waiting))
    await sleep(10)
    const { items, pages } = await everyPage((next) => queries.unsettledIntents(DEFAULT_PLATFORM, 5, next))
    t.equal(new Set(items.map(({ clientId }) => clientId)).size, before + 101)
    t.strictSame(pages, [100, before + 1])
  })
})

onEachAdapter(t, 'all accounts', async (t, world) => {
  const { queries } = world
  const waiting = await invited(world)
  t.strictSame(await queries.listAccounts(DEFAULT_PLATFORM), { items: [] })
  t.strictSame(await queries.references(DEFAULT_PLATFORM), [])
  const mine = await Promise.all(range(101, async () => (await opened(world, await invited(world))).accountId))
  const { items, pages } = await everyPage((next) => queries.listAccounts(DEFAULT_PLATFORM, next))
  t.strictSame(
    items,
    mine.toSorted().map((accountId) => ({ accountId })),
    'each is listed once, in a stable order',
  )
  t.strictSame(pages, [100, 1])
  t.strictSame(await queries.references(DEFAULT_PLATFORM), [{ reference: TERMS.reference, accounts: 101 }])

  t.test('an intent with an unknown outcome has a reference, too', async (t) => {
    const reference = { ...TERMS.reference, api: 'another' }
    await committed(world, waiting, (state, now) => openIntent(state, now, { ...NEW_ACCOUNTS, reference }))
    const found = await queries.references(DEFAULT_PLATFORM)
    t.strictSame(
      found.toSorted((one, other) => one.accounts - other.accounts),
      [
        { reference, accounts: 0 },
        { reference: TERMS.reference, accounts: 101 },
      ],
    )
  })
})
