import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { decideChange } from '../../src/domain/decide-client.ts'
import { decideProviderFailed } from '../../src/domain/decide-link.ts'
import { decideIssue } from '../../src/domain/decide-token.ts'
import type { OnboardingEvent } from '../../src/domain/onboarding-event.ts'
import { evolve } from '../../src/domain/onboarding.ts'
import { commit } from '../../src/usecases/commit.ts'
import { onEachAdapter } from '../support/contract-ports.ts'
import { GUARDS } from './guards.ts'
import { after, client, committed, failure, hash, invited, newToken, range, saved, staff, stored } from './fixtures.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

onEachAdapter(t, 'the guards of a save', async (t, world) => {
  for (const [fact, { holds }] of Object.entries(GUARDS)) t.test(fact, async (t) => t.ok(await holds(world)))
})

onEachAdapter(t, 'saving', async (t, world) => {
  const { tokens, auditTrail } = world
  const renamed = (name: string): OnboardingEvent => ({ type: 'client_changed', fields: ['name'], changes: { name } })

  t.test('a save hands back what a load finds then, and can be saved upon', async (t) => {
    const given = await invited(world)
    const first = saved(await tokens.save(given.loaded, [renamed('Grace')], { actor: staff }))
    const found = await stored(world, given.clientId)
    t.strictSame(found, { ...first, now: found.now })
    const second = saved(await tokens.save(first, [renamed('Edsger')], { actor: staff }))
    t.equal(second.version, given.loaded.version + 2)
    t.strictSame(second.by, given.loaded.by)
    t.match(await stored(world, given.clientId), { version: second.version, state: { client: { name: 'Edsger' } } })
  })

  t.test('a save that conflicts leaves nothing: no state, no audit event, no email, no secret', async (t) => {
    const given = await invited(world)
    saved(await tokens.save(given.loaded, [renamed('Grace')], { actor: staff }))
    const before = await Promise.all([stored(world, given.clientId), trail(given.clientId), world.emails()])
    const token = newToken({ sendsEmail: true })
    const { events } = decideIssue(given.loaded.state, token)
    t.same(await tokens.save(given.loaded, events, { actor: staff }), { outcome: 'conflict' })
    const [{ state, version }, ...rest] = await Promise.all([
      stored(world, given.clientId),
      trail(given.clientId),
      world.emails(),
    ])
    t.strictSame(
      [{ state, version }, ...rest],
      [{ state: before[0].state, version: before[0].version }, ...before.slice(1)],
    )
    t.equal(await tokens.load({ secretHash: token.secretHash }), undefined)
  })

  t.test('a late save leaves nothing', async (t) => {
    const given = await invited(world)
    const before = await trail(given.clientId)
    const token = newToken({ sendsEmail: true })
    const { events } = decideIssue(given.loaded.state, token)
    const notAfter = after(given.loaded.now, -1)
    t.same(await tokens.save(given.loaded, events, { actor: staff, notAfter }), { outcome: 'too_late' })
    t.equal((await stored(world, given.clientId)).version, given.loaded.version)
    t.strictSame(await trail(given.clientId), before)
    t.equal(await tokens.load({ secretHash: token.secretHash }), undefined)
  })

  t.test('a duplicate leaves nothing', async (t) => {
    const [one, other] = [await invited(world), await invited(world)]
    const { events } = decideChange(one.loaded.state, { name: 'Grace', email: other.email.toUpperCase() })
    const before = await trail(one.clientId)
    t.same(await tokens.save(one.loaded, events, { actor: staff }), { outcome: 'duplicate', of: 'email' })
    const { state, version } = await stored(world, one.clientId)
    t.strictSame({ state, version }, { state: one.loaded.state, version: one.loaded.version })
    t.strictSame(await trail(one.clientId), before)
  })

  t.test('of twenty concurrent saves of one version exactly one succeeds', async (t) => {
    const given = await invited(world)
    const all = await Promise.all(range(20, (n) => tokens.save(given.loaded, [renamed(`Ada ${n}`)], { actor: staff })))
    t.equal(all.filter(({ outcome }) => outcome === 'saved').length, 1)
    t.equal(all.filter(({ outcome }) => outcome === 'conflict').length, 19)
    t.equal((await stored(world, given.clientId)).version, given.loaded.version + 1)
  })

  t.test('saves of different onboardings do not conflict', async (t) => {
    const all = await Promise.all(range(10, () => invited(world)))
    const results = await Promise.all(
      all.map(({ loaded }) => tokens.save(loaded, [renamed('Grace')], { actor: staff })),
    )
    t.ok(results.every(({ outcome }) => outcome === 'saved'))
  })

  t.test('several events of one row in one save are applied in their order', async (t) => {
    const given = await invited(world)
    const [one, other] = [newToken(), newToken()]
    const failed = { type: 'provider_failed', tokenId: given.tokenId, failure } as const
    const issued = (token: typeof one) =>
      ({ type: 'token_issued', purpose: 'onboarding', issuedBy: 'staff', ...token }) as const
    const events: OnboardingEvent[] = [
      renamed('Grace'),
      failed,
      { ...failed, failure: { ...failure, code: 'rate_limit' } },
      renamed('Edsger'),
      { type: 'token_revoked', tokenId: given.tokenId, reason: 'replaced' },
      issued(one),
      { type: 'token_revoked', tokenId: one.tokenId, reason: 'operator' },
      issued(other),
      { type: 'secret_added', tokenId: one.tokenId, secretHash: one.secretHash },
      { type: 'secret_added', tokenId: other.tokenId, secretHash: other.secretHash },
    ]
    const { state, now } = saved(await tokens.save(given.loaded, events, { actor: staff }))
    let expected = given.loaded.state
    for (const event of events) expected = evolve(expected, event, now)
    t.strictSame(state, expected)
    t.strictSame((await stored(world, given.clientId)).state, expected)
    t.equal((await tokens.load({ secretHash: other.secretHash }))?.tokenId, other.tokenId)
    t.strictSame(
      (await trail(given.clientId)).map(({ type, tokenId }) => [type, tokenId]),
      [
        ['token_issued', given.tokenId],
        ['client_changed', undefined],
        ['provider_failed', given.tokenId],
        ['provider_failed', given.tokenId],
        ['client_changed', undefined],
        ['token_revoked', given.tokenId],
        ['token_issued', one.tokenId],
        ['token_revoked', one.tokenId],
        ['token_issued', other.tokenId],
      ],
    )
  })

  t.test('under the lock the decision is made on what is stored then', async (t) => {
    const given = await invited(world)
    saved(await tokens.save(given.loaded, [renamed('Grace')], { actor: staff }))
    const seen: string[] = []
    const { saved: result, result: told } = await tokens.saveLocked(
      given.loaded,
      ({ client: { name } }, now) => {
        seen.push(name)
        return { events: [renamed(`${name} Hopper`)], result: now }
      },
      { actor: staff },
    )
    t.strictSame(seen, ['Grace'])
    t.ok(told >= given.loaded.now)
    t.match(saved(result).state.client, { name: 'Grace Hopper' })
    t.match(await stored(world, given.clientId), { state: { client: { name: 'Grace Hopper' } } })
  })

  t.test('a decision under the lock that changes nothing saves nothing', async (t) => {
    const given = await invited(world)
    const { saved: result } = await tokens.saveLocked(given.loaded, () => ({ events: [], result: 1 }), { actor: staff })
    t.equal(saved(result).version, given.loaded.version)
    t.equal((await trail(given.clientId)).length, 1)
  })

  t.test('a save under the lock can be late, a duplicate or a repetition, and then leaves nothing', async (t) => {
    const idempotency = { keyHash: hash(), fingerprint: hash() }
    const first = newToken()
    await invited(world, { token: first }, { actor: staff, idempotency: { ...idempotency, tokenId: first.tokenId } })
    const [one, other] = [await invited(world), await invited(world)]
    const change = { ...decideChange(one.loaded.state, { email: other.email }), result: 1 }
    t.match(await tokens.saveLocked(one.loaded, () => change, { actor: staff }), {
      saved: { outcome: 'duplicate', of: 'email' },
      result: 1,
    })
    const late = { events: [renamed('Grace')], result: 2, notAfter: after(one.loaded.now, -1) }
    t.match(await tokens.saveLocked(one.loaded, () => late, { actor: staff }), { saved: { outcome: 'too_late' } })
    const options = { actor: staff, idempotency: { ...idempotency, tokenId: one.tokenId } }
    const again = { events: [renamed('Grace')], result: 3 }
    t.match(await tokens.saveLocked(one.loaded, () => again, options), { saved: { outcome: 'repeated' } })
    t.strictSame((await stored(world, one.clientId)).state, one.loaded.state)
  })

  t.test('a decision that throws under the lock leaves the onboarding free and as it was', async (t) => {
    const given = await invited(world)
    const decide = () => {
      throw new Error('a bug')
    }
    await t.rejects(tokens.saveLocked(given.loaded, decide, { actor: staff }), { message: 'a bug' })
    t.equal(saved(await tokens.save(given.loaded, [renamed('Grace')], { actor: staff })).state.client.name, 'Grace')
  })

  t.test('fifty concurrent decisions are all made, and none is lost', async (t) => {
    const given = await invited(world)
    const failed = (n: number) =>
      committed(world, given, (state) =>
        decideProviderFailed(state, { tokenId: given.tokenId, failure: { ...failure, code: `code-${n}` } }),
      )
    await Promise.all(range(50, failed))
    t.match(await stored(world, given.clientId), { state: { tokens: [{ attempts: 50 }] } })
    const codes = (await trail(given.clientId, 100)).flatMap(({ facts }) => facts?.['code'] ?? [])
    t.same(new Set(codes), new Set(range(50, (n) => `code-${n}`)))
  })

  t.test('a late decision is made again by the clock that refused it', async (t) => {
    const given = await invited(world, { token: { lifetimeMs: 60 } })
    await sleep(70)
    const decided: Date[] = []
    const { result } = await commit(
      tokens,
      given.loaded,
      (_state, now) => {
        decided.push(now)
        const expiresAt = after(given.loaded.now, 60)
        return now < expiresAt
          ? { events: [renamed('Grace')], result: 'opened', notAfter: expiresAt }
          : { events: [], result: 'refused' }
      },
      { actor: client },
    )
    t.equal(result, 'refused')
    t.equal(decided.length, 2)
  })

  const trail = async (clientId: string, limit = 50) =>
    (await auditTrail.list({ clientId, platform: DEFAULT_PLATFORM }, { limit })).items.toReversed()
})
