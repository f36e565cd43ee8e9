import { randomUUID } from 'node:crypto'
import pg from 'pg'
import t, { type Test } from 'tap'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { IN_FLIGHT, settlementOf, type ReceiverAnswer } from '../../src/domain/delivery.ts'
import { decideErasure } from '../../src/domain/decide-client.ts'
import { changedEndpoint, type WebhookEndpoint } from '../../src/domain/webhook-endpoint.ts'
import type { AuditTrail } from '../../src/ports/audit-trail.ts'
import type { ClaimedDelivery, OutgoingEvents } from '../../src/ports/outgoing-events.ts'
import type { Retention } from '../../src/ports/retention.ts'
import type { TokenRepository } from '../../src/ports/token-repository.ts'
import type { WebhookEndpoints } from '../../src/ports/webhook-endpoints.ts'
import { ANOTHER_PLATFORM } from '../support/contract-ports.ts'
import { testDatabase } from '../support/database.ts'
import { postgresPorts } from '../support/postgres-ports.ts'
import { committed, invited, newId, opened, platform, revoked, staff } from './fixtures.ts'

interface World {
  readonly tokens: TokenRepository
  readonly endpoints: WebhookEndpoints
  readonly outgoing: OutgoingEvents
  readonly auditTrail: AuditTrail
  readonly retention: Retention
  /** Lets time pass for deliveries. */
  pass(ms: number): Promise<void>
  /** Ages events and what became of them. */
  age(ms: number): Promise<void>
}

async function memoryWorld(): Promise<World> {
  let passed = 0
  const now = () => new Date(Date.now() + passed)
  const store = memoryStore({ now, platforms: [platform, ANOTHER_PLATFORM] })
  return {
    ...memoryRepositories({ now }, store),
    async pass(ms) {
      passed += ms
    },
    async age(ms) {
      passed += ms
    },
  }
}

async function postgresWorld(t: Test): Promise<World> {
  const { url } = await testDatabase(t)
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  t.teardown(() => pool.end())
  await pool.query('insert into platforms values ($1)', [ANOTHER_PLATFORM])
  return {
    ...postgresPorts(t, url),
    pass: async (ms) =>
      void (await pool.query(
        `update deliveries set next_attempt_at = next_attempt_at - $1::float8 * interval '1 millisecond'`,
        [ms],
      )),
    async age(ms) {
      await pool.query(`update outgoing_events set at = at - $1::float8 * interval '1 millisecond'`, [ms])
      await pool.query(`update deliveries set attempted_at = attempted_at - $1::float8 * interval '1 millisecond'`, [
        ms,
      ])
    },
  }
}

const LEASE_MS = 30_000
const DAY_MS = 24 * 3_600_000
const OK: ReceiverAnswer = { status: 200, body: 'thanks' }
const DOWN: ReceiverAnswer = { failure: 'timeout' }
const audited = { entry: { type: 'changed_by_test' }, actor: staff }

const newEndpoint = (parts: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({
  ...{ id: newId(), platform, url: 'https://receiver.example/hook', eventTypes: [], secretVersion: 1 },
  createdAt: new Date(Math.floor(Date.now())),
  ...parts,
})

function on(name: string, contract: (t: Test, world: World) => Promise<void>): void {
  for (const [adapter, open] of Object.entries({ memory: memoryWorld, postgres: postgresWorld })) {
    t.test(`${adapter}: ${name}`, async (t) => contract(t, await open(t)))
  }
}

const claim = ({ outgoing }: World, limit = 100) => outgoing.claim({ limit, leaseMs: LEASE_MS, inFlight: IN_FLIGHT })
const typesIn = (claimed: readonly ClaimedDelivery[]) => claimed.map(({ delivery }) => delivery.event.type)

async function settle({ outgoing }: World, claimed: ClaimedDelivery, answer: ReceiverAnswer): Promise<void> {
  const { delivery, endpoint, now: at } = claimed
  const settlement = settlementOf({ attempts: delivery.attempts, failingSince: endpoint.failingSince }, answer, at)
  await outgoing.settle(claimed, { answer, at, settlement, actor: { ...staff, platform: endpoint.platform } })
}

/** Answers all that is due until nothing is, and says in which order it came. */
async function drained(world: World, answer = OK): Promise<ClaimedDelivery[]> {
  const all: ClaimedDelivery[] = []
  for (;;) {
    const claimed = await claim(world)
    if (claimed.length === 0) return all
    for (const one of claimed) await settle(world, one, answer)
    all.push(...claimed)
  }
}

async function withEndpoint(world: World, parts: Partial<WebhookEndpoint> = {}): Promise<WebhookEndpoint> {
  const endpoint = newEndpoint(parts)
  await world.endpoints.create(endpoint, 50, audited)
  return endpoint
}

on('a receiver of events is stored as it was given, for its platform alone', async (t, { endpoints, auditTrail }) => {
  const [one, other] = [newEndpoint({ eventTypes: ['account.ready'] }), newEndpoint({ platform: ANOTHER_PLATFORM })]
  t.ok(await endpoints.create(one, 1, audited))
  t.notOk(await endpoints.create(newEndpoint(), 1, audited), 'no more than are allowed')
  t.ok(await endpoints.create(other, 1, { ...audited, actor: { ...staff, platform: ANOTHER_PLATFORM } }))
  t.strictSame(await endpoints.find(platform, one.id), one)
  t.equal(await endpoints.find(ANOTHER_PLATFORM, one.id), undefined)
  t.strictSame(await endpoints.list(platform), [one])
  const now = new Date()
  const changed = { ...one, secretVersion: 2, previousSecretUntil: now, off: { since: now, reason: 'staff' as const } }
  t.ok(await endpoints.save(changed, audited))
  t.strictSame(await endpoints.find(platform, one.id), changed)
  t.notOk(await endpoints.save({ ...changed, platform: ANOTHER_PLATFORM }, audited))
  t.notOk(await endpoints.remove(ANOTHER_PLATFORM, one.id, audited))
  t.ok(await endpoints.remove(platform, one.id, audited))
  t.strictSame(await endpoints.list(platform), [])
  const { items } = await auditTrail.listOfService(platform, { limit: 10 })
  t.equal(items.length, 3, 'what changed nothing leaves no audit event')
})

on('a save tells each endpoint of its platform that gets the type, and no other', async (t, world) => {
  await invited(world)
  const all = await withEndpoint(world)
  const some = await withEndpoint(world, { eventTypes: ['link.opened'] })
  await withEndpoint(world, { platform: ANOTHER_PLATFORM })
  const one = await invited(world, { client: { externalId: 'crm-7' } })
  await opened(world, one)
  const claimed = await drained(world)
  const of = ({ id }: WebhookEndpoint) => typesIn(claimed.filter(({ endpoint }) => endpoint.id === id))
  t.strictSame(of(all), ['client.invited', 'account.created', 'link.opened'], 'nothing from before there was one')
  t.strictSame(of(some), ['link.opened'])
  t.equal(claimed.length, 4)
  const [first] = claimed
  t.match(first?.delivery.event, { platform, data: { clientId: one.clientId, externalId: 'crm-7', readiness: 'none' } })
  const sequences = claimed.filter(({ endpoint }) => endpoint.id === all.id).map((each) => each.delivery.event.sequence)
  t.strictSame(
    sequences,
    sequences.toSorted((a, b) => a - b),
  )
  t.equal(new Set(sequences).size, 3)
  t.strictSame(await claim(world), [], 'what is delivered is not due again')
})

on('the events of a client arrive one after the other, those of others meanwhile', async (t, world) => {
  await withEndpoint(world)
  const [one, other] = [await invited(world), await invited(world)]
  await revoked(world, one)
  const first = await claim(world)
  t.strictSame(typesIn(first), ['client.invited', 'client.invited'])
  t.strictSame(await claim(world), [], 'while the first is under way')
  const [ofOne, ofOther] = [one, other].map(({ clientId }) =>
    first.find(({ delivery }) => delivery.event.data.clientId === clientId),
  )
  if (ofOne === undefined || ofOther === undefined) throw new Error('a client was not told of')
  await settle(world, ofOther, OK)
  t.strictSame(await claim(world), [])
  await settle(world, ofOne, DOWN)
  t.strictSame(typesIn(await drained(world)), ['token.revoked'], 'a retry may be passed')
  await world.pass(5000)
  const [again] = await claim(world)
  t.match(again?.delivery, { attempts: 1, event: { id: ofOne.delivery.event.id }, answer: DOWN })
})

on('what a sender that died had claimed is due again when its time is over', async (t, world) => {
  await withEndpoint(world)
  const one = await invited(world)
  await revoked(world, one)
  const [lost] = await claim(world)
  t.strictSame(await claim(world), [])
  await world.pass(LEASE_MS)
  const again = await claim(world)
  t.strictSame(typesIn(again), ['client.invited'], 'still before the next one')
  t.equal(again[0]?.delivery.id, lost?.delivery.id)
  for (const claimed of again) await settle(world, claimed, OK)
  if (lost !== undefined) await settle(world, lost, DOWN)
  t.strictSame(typesIn(await drained(world)), ['token.revoked'], 'the late answer of the first changes nothing')
})

on('an endpoint that hangs has few attempts under way, and a healthy one more', async (t, world) => {
  const endpoint = await withEndpoint(world)
  for (let n = 0; n < 20; n += 1) await invited(world)
  const claimed = await claim(world)
  t.equal(claimed.length, IN_FLIGHT.healthy)
  t.equal((await claim(world)).length, 0)
  for (const one of claimed) await settle(world, one, DOWN)
  t.ok((await world.endpoints.find(platform, endpoint.id))?.failingSince)
  t.equal((await claim(world)).length, IN_FLIGHT.failing)
  t.equal((await claim(world)).length, 0)
})

on('an endpoint that was switched off for its failures gets all events once it is on again', async (t, world) => {
  const endpoint = await withEndpoint(world)
  const one = await invited(world)
  const [claimed] = await claim(world)
  if (claimed === undefined) throw new Error('nothing was due')
  const { now: at } = claimed
  const settlement = { status: 'given_up', attempts: 8, failingSince: at, switchesOff: true } as const
  for (let n = 0; n < 2; n += 1) await world.outgoing.settle(claimed, { answer: DOWN, at, settlement, actor: staff })
  const off = await world.endpoints.find(platform, endpoint.id)
  t.match(off, { failingSince: at, off: { since: at, reason: 'failing' } })
  const { items } = await world.auditTrail.listOfService(platform, { limit: 10 })
  t.strictSame(
    items.map(({ type, facts }) => [type, facts]).slice(0, -1),
    [['webhook_endpoint_switched_off', { endpointId: endpoint.id, failingSince: at.toISOString() }]],
    'said once',
  )
  await revoked(world, one)
  t.strictSame(await claim(world), [])
  if (off !== undefined) await world.endpoints.save(changedEndpoint(off, { enabled: true }, at), audited)
  t.strictSame(typesIn(await drained(world)), ['token.revoked'])
  const which = { since: new Date(0), before: new Date(Date.now() + 60_000) }
  t.equal(await world.outgoing.redeliver({ platform, endpointId: endpoint.id }, which), 2)
  t.strictSame(typesIn(await drained(world)), ['client.invited', 'token.revoked'], 'given up ones too, when staff ask')
})

on('deliveries are listed newest first with what became of them, and sent again', async (t, world) => {
  const { id: endpointId } = await withEndpoint(world)
  const one = await invited(world)
  await revoked(world, one)
  await drained(world)
  const of = { platform, endpointId }
  const { items, next } = await world.outgoing.list(of, { limit: 1 })
  t.match(items, [{ status: 'delivered', attempts: 1, answer: OK, event: { type: 'token.revoked' } }])
  const rest = await world.outgoing.list(of, { limit: 5, after: next })
  t.strictSame(
    rest.items.map(({ event }) => event.type),
    ['client.invited'],
  )
  t.notOk('next' in rest)
  t.strictSame((await world.outgoing.list(of, { limit: 5, status: 'waiting' })).items, [])
  t.strictSame((await world.outgoing.list({ ...of, platform: ANOTHER_PLATFORM }, { limit: 5 })).items, [])
  const deliveryId = items[0]?.id ?? ''
  t.equal(await world.outgoing.redeliver({ ...of, platform: ANOTHER_PLATFORM }, { deliveryId }), 0)
  t.equal(await world.outgoing.redeliver({ ...of, endpointId: randomUUID() }, { deliveryId }), 0)
  t.equal(await world.outgoing.redeliver(of, { deliveryId }), 1)
  t.equal(await world.outgoing.redeliver(of, { deliveryId }), 0, 'it is due already')
  const [again] = await drained(world)
  t.match(again?.delivery.event, { id: items[0]?.event.id, type: 'token.revoked' })
  const [since, before] = [new Date(0), new Date(Date.now() + 60_000)]
  t.equal(await world.outgoing.redeliver(of, { since: before, before }), 0)
  t.equal(await world.outgoing.redeliver(of, { since, before }), 2)
  await drained(world)
  t.equal(await world.outgoing.redeliver(of, { since, before: new Date(0) }), 0, 'what was attempted since is left out')
})

on('the events of an erased client keep its ids, and none of the values of its platform', async (t, world) => {
  const { id: endpointId } = await withEndpoint(world)
  const one = await invited(world, { client: { externalId: 'crm-9', metadata: { plan: 'pro' } } })
  const other = await invited(world, { client: { externalId: 'crm-10', metadata: { plan: 'pro' } } })
  await committed(world, one, decideErasure, staff)
  await drained(world)
  const { items } = await world.outgoing.list({ platform, endpointId }, { limit: 10 })
  const told = items.map(({ event: { type, data } }) => [
    type,
    data.clientId === one.clientId,
    data.externalId,
    data.metadata,
  ])
  t.strictSame(told, [
    ['client.erased', true, undefined, undefined],
    ['token.revoked', true, undefined, undefined],
    ['client.invited', false, 'crm-10', { plan: 'pro' }],
    ['client.invited', true, undefined, undefined],
  ])
  t.ok(other)
})

on('an event goes with its deliveries when all of them ended long ago, and not before', async (t, world) => {
  const { outgoing, retention } = world
  const [one, off] = [await withEndpoint(world), await withEndpoint(world, { eventTypes: ['token.revoked'] })]
  const client = await invited(world)
  await revoked(world, client)
  const old = async () =>
    (await retention.old(platform, 'outgoing_event', DAY_MS, { limit: 10 })).items.toSorted(
      (a, b) => Number('isWaiting' in a && a.isWaiting) - Number('isWaiting' in b && b.isWaiting),
    )
  t.strictSame(await old(), [])
  const claimed = await claim(world)
  const first = claimed.find(({ delivery }) => delivery.event.type === 'client.invited')
  if (first === undefined) throw new Error('the invitation was not due')
  await settle(world, first, OK)
  await world.age(DAY_MS)
  const [invitation, revocation] = await old()
  t.match([invitation, revocation], [{ isWaiting: false, attemptedAt: Date }, { isWaiting: true }])
  const ids = [invitation?.id ?? '', revocation?.id ?? '']
  t.equal(await retention.delete(ANOTHER_PLATFORM, 'outgoing_event', ids), 0)

  const of = { platform, endpointId: one.id }
  await outgoing.redeliver(of, { deliveryId: first.delivery.id })
  t.equal(await retention.delete(platform, 'outgoing_event', ids), 0, 'both are to be sent')
  await world.pass(LEASE_MS)
  t.equal((await drained(world)).length, 3)
  await world.age(DAY_MS)
  t.match(await old(), [{ isWaiting: false }, { isWaiting: false }])
  const gone = await Promise.all([1, 2].map(() => retention.delete(platform, 'outgoing_event', ids)))
  t.equal((gone[0] ?? 0) + (gone[1] ?? 0), 2, 'once, also by two workers')
  for (const { id: endpointId } of [one, off]) {
    t.strictSame((await outgoing.list({ platform, endpointId }, { limit: 10 })).items, [])
  }
})
