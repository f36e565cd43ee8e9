import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { AccountIntent, OpenIntent, SettlingIntent } from '../../src/domain/account-intent.ts'
import { decideAdoption } from '../../src/domain/decide-account.ts'
import { decideChange, decideErasure } from '../../src/domain/decide-client.ts'
import { decideIntentChange, decideProviderFailed } from '../../src/domain/decide-link.ts'
import { onEachAdapter } from '../support/contract-ports.ts'
import {
  committed,
  createdAccount,
  failure,
  invited,
  opened,
  range,
  revoked,
  stored,
  type Invited,
} from './fixtures.ts'
import { openIntent } from '../support/open-intent.ts'
import { NEW_ACCOUNTS, TERMS } from '../support/terms.ts'

onEachAdapter(t, 'the intent to create an account', async (t, world) => {
  type Client = Pick<Invited, 'clientId'>
  const intentOf = async ({ clientId }: Client) => (await stored(world, clientId)).state.intent
  const tryOnce = async (given: Client) => committed(world, given, openIntent)
  const change = (given: Client, intent: AccountIntent | undefined, to: 'settle' | 'close') =>
    committed(world, given, (state) => decideIntentChange(state, { intent: intent as OpenIntent | SettlingIntent, to }))

  async function open(given: Client): Promise<OpenIntent> {
    const { intent } = (await tryOnce(given)).loaded.state
    if (intent?.status !== 'open') throw new Error(`the intent is ${intent?.status}`)
    return intent
  }

  t.test('the first caller freezes the parameters, and every caller is counted', async (t) => {
    const given = await invited(world, { client: { country: 'DE' } })
    const first = await open(given)
    const parameters = { email: given.email, name: 'Ada', country: 'DE' }
    const { clientId } = given
    const { openedAt } = first
    t.strictSame(first, { clientId, generation: 1, status: 'open', parameters, terms: TERMS, openedAt, tries: 1 })
    t.strictSame(await intentOf(given), first)
    await committed(world, given, (state) => decideChange(state, { name: 'Other' }))
    t.strictSame(await open(given), { ...first, tries: 2 })
    t.strictSame(await intentOf(given), { ...first, tries: 2 })
  })

  t.test('parameters without a country come back without one, and terms as they were', async (t) => {
    const given = await invited(world)
    await committed(world, given, (state, now) => openIntent(state, now, { ...NEW_ACCOUNTS, template: 7 }))
    t.strictSame((await intentOf(given)) ?? {}, {
      ...(await intentOf(given)),
      parameters: { email: given.email, name: 'Ada' },
      terms: { ...TERMS, template: 7 },
    })
  })

  t.test('twenty concurrent callers get twenty different counts of one intent', async (t) => {
    const given = await invited(world)
    const all = await Promise.all(range(20, () => open(given)))
    t.strictSame(new Set(all.map(({ tries }) => tries)), new Set(range(20, (n) => n + 1)))
    t.equal(new Set(all.map(({ openedAt }) => openedAt.getTime())).size, 1)
  })

  t.test('the intents of two clients are two', async (t) => {
    const [one, other] = [await invited(world), await invited(world)]
    await open(one)
    t.equal(await intentOf(other), undefined)
    t.match(await open(other), { tries: 1, generation: 1 })
  })

  t.test('a settling intent keeps its parameters and its age, and the minute does not start anew', async (t) => {
    const given = await invited(world)
    const intent = await open(given)
    await tryOnce(given)
    await change(given, intent, 'settle')
    const settling = await intentOf(given)
    const { tries: _, ...kept } = intent
    const { settlingSince } = settling as SettlingIntent
    t.strictSame(settling, { ...kept, status: 'settling', settlingSince })
    t.ok(settlingSince >= intent.openedAt)
    await sleep(5)
    await Promise.all(range(10, () => change(given, intent, 'settle')))
    await tryOnce(given)
    t.strictSame(await intentOf(given), settling)
  })

  t.test('a closed intent forgets what was frozen, and the next one is as young as it is', async (t) => {
    const given = await invited(world)
    const first = await open(given)
    await sleep(5)
    await change(given, first, 'close')
    const { clientId } = given
    t.strictSame(await intentOf(given), { clientId, generation: 2, status: 'closed' })
    await committed(world, given, (state) => decideChange(state, { name: 'Other', country: 'FR' }))
    const next = await open(given)
    t.match(next, { generation: 2, tries: 1, parameters: { name: 'Other', country: 'FR' } })
    t.ok(next.openedAt > first.openedAt)
    t.strictSame(await intentOf(given), next)
  })

  t.test('an intent is not closed if another caller has tried since it was read', async (t) => {
    const given = await invited(world)
    const stale = await open(given)
    const current = await open(given)
    await change(given, stale, 'close')
    t.strictSame(await intentOf(given), current)
  })

  t.test(
    'of ten callers that read it as settling one closes it, and a late one leaves the next generation alone',
    async (t) => {
      const given = await invited(world)
      await change(given, await open(given), 'settle')
      const settling = await intentOf(given)
      await Promise.all(range(10, () => change(given, settling, 'close')))
      t.match(await open(given), { generation: 2, tries: 1 })
      await change(given, settling, 'close')
      t.match(await intentOf(given), { status: 'open', generation: 2, tries: 1 })
    },
  )

  t.test('a stored account ends the intent for good', async (t) => {
    const given = await invited(world)
    const intent = await open(given)
    await opened(world, given)
    for (const to of ['settle', 'close'] as const) await change(given, intent, to)
    await tryOnce(given)
    t.strictSame(await intentOf(given), { clientId: given.clientId, generation: 1, status: 'done' })
  })

  t.test('the account of a settling intent can be adopted, once', async (t) => {
    const given = await invited(world)
    await change(given, await open(given), 'settle')
    const adopted = await Promise.all(
      range(10, () => committed(world, given, (state) => decideAdoption(state, createdAccount()))),
    )
    const { intent, account } = (await stored(world, given.clientId)).state
    t.strictSame(intent, { clientId: given.clientId, generation: 1, status: 'done' })
    t.strictSame(new Set(adopted.map(({ result }) => result)), new Set([account?.snapshot.accountId]))
  })

  t.test('a failure changes the intent of a token that has ended', async (t) => {
    const given = await invited(world)
    const intent = await open(given)
    await revoked(world, given)
    const { tokenId } = given
    await committed(world, given, (state) =>
      decideProviderFailed(state, { tokenId, failure, intentChange: { intent, to: 'close' } }),
    )
    t.match(await stored(world, given.clientId), {
      state: { intent: { generation: 2, status: 'closed' }, tokens: [{ status: 'revoked', attempts: 0 }] },
    })
  })

  t.test('an opening that has loaded the client before it is erased writes nothing of it down', async (t) => {
    for (const closeFirst of [false, true]) {
      const given = await invited(world)
      if (closeFirst) await change(given, await open(given), 'close')
      await committed(world, given, decideErasure)
      await tryOnce(given)
      const intent = await intentOf(given)
      t.equal(intent?.status, 'barred')
      t.notOk('parameters' in (intent ?? {}))
    }
  })

  t.test('a concurrent erasure and intent never leave both', async (t) => {
    for (let round = 0; round < 10; round += 1) {
      const given = await invited(world)
      const [erased] = await Promise.all([committed(world, given, decideErasure), tryOnce(given)])
      const { status } = (await intentOf(given)) ?? {}
      t.equal(status, erased.result === 'erased' ? 'barred' : 'open')
    }
  })
})
