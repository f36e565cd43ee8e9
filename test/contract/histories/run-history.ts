import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import { memoryAuditTrail } from '../../../src/adapters/memory/audit-trail.ts'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { memoryTokenRepository } from '../../../src/adapters/memory/token-repository.ts'
import { decideInvitation } from '../../../src/domain/decide-client.ts'
import type { OnboardingEventType } from '../../../src/domain/onboarding-event.ts'
import type { OutgoingEventType } from '../../../src/domain/outgoing-event.ts'
import type { AuditTrail } from '../../../src/ports/audit-trail.ts'
import type { StoredOutgoingEvent } from '../../../src/ports/outgoing-events.ts'
import type { Loaded, Lookup, SaveOptions, SaveResult, TokenRepository } from '../../../src/ports/token-repository.ts'
import type { WebhookEndpoint } from '../../../src/domain/webhook-endpoint.ts'
import { platform, staff as actor } from '../fixtures.ts'
import { batchOf, newToken, type Batch } from './deeds.ts'
import { modelOf } from './model.ts'
import { randomOf, type Random } from './random.ts'

/** The repository that is tested, and a connection to look at its rows. */
export interface Tested {
  readonly tokens: TokenRepository
  readonly auditTrail: AuditTrail
  readonly db: pg.Pool
}

/** Something that is not as the domain says it must be. */
export class Disagreement extends Error {}

/** What happened in the histories, so that a test can see that everything did. */
export interface Seen {
  readonly events: Set<OnboardingEventType>
  /** The types of the outgoing events. */
  readonly told: Set<OutgoingEventType>
  readonly outcomes: Set<string>
  saves: number
}

/**
 * One random history of one onboarding, saved step by step in Postgres and in memory. After each save, both must say
 * exactly what `evolve` says, whatever the onboarding is looked up by. Throws a {@link Disagreement}.
 */
export async function runHistory(tested: Tested, seed: number, seen: Seen): Promise<void> {
  const random = randomOf(seed)
  let memoryNow = new Date(0)
  const store = memoryStore({ now: () => memoryNow })
  store.endpoints.set(ENDPOINT.id, ENDPOINT)
  const [postgres, memory] = [tested.tokens, memoryTokenRepository(store)]
  const model = modelOf(actor)

  /** Saves in Postgres, and then in memory at the very same instant. Says whether it was saved. */
  async function save(copies: Copies | undefined, { events, notAfter }: Batch, withKey: boolean): Promise<boolean> {
    // A key is remembered with the last token, which no save forgets that has not replaced it.
    const forgets = events.some(({ type }) => type === 'tokens_forgotten')
    const idempotency = withKey && !forgets ? keyOf(random, model.current().tokens.at(-1)?.id ?? '') : undefined
    const options = { actor, notAfter, idempotency }
    return compare(await postgres.save(copies?.postgres, events, options), () =>
      memory.save(copies?.memory, events, options),
    )

    async function compare(result: SaveResult, inMemory: () => Promise<SaveResult>): Promise<boolean> {
      note(result, events)
      memoryNow = result.outcome === 'saved' ? result.loaded.now : (notAfter ?? memoryNow)
      const other = await inMemory()
      if (result.outcome === 'saved') model.saved(events, result.loaded.now, idempotency)
      agree(`what a save says (${events.map(({ type }) => type).join()})`, other, result)
      return result.outcome === 'saved'
    }
  }

  function note({ outcome }: SaveResult, events: Batch['events']): void {
    seen.outcomes.add(outcome)
    if (outcome !== 'saved') return
    seen.saves += 1
    for (const { type } of events) seen.events.add(type)
  }

  async function load(by: Lookup): Promise<Copies> {
    const [one, other] = await Promise.all([postgres.load(by), memory.load(by)])
    if (one === undefined || other === undefined) throw new Disagreement(`${Object.keys(by)[0]} finds nothing`)
    return { postgres: one, memory: { ...other, now: one.now } }
  }

  async function checkAll(after: string): Promise<void> {
    await Promise.all(
      model.lookups().map(async ({ by, found }) => {
        const [one, other] = await Promise.all([postgres.load(by), memory.load(by)])
        const what = `${Object.keys(by)[0]} after ${after}`
        agree(`postgres by ${what}`, comparable(one), comparable(found && { ...found, by }))
        agree(`memory by ${what}`, comparable(other), comparable(found && { ...found, by }))
      }),
    )
    const { rows } = await tested.db.query(ROOT, [model.current().client.id])
    agree(`the root row after ${after}`, { ...rows[0] }, model.root())
  }

  /** A lookup that the next deeds are decided on. */
  function anyLookup(): { by: Lookup; refreshHash?: Uint8Array } {
    const attempt = model.attempts().at(-1)
    if (attempt !== undefined && random.chance(0.4)) {
      const { refreshHash } = attempt
      return { by: { refreshHash }, refreshHash }
    }
    const secret = model.secrets().at(-1)
    if (secret !== undefined && random.chance(0.4)) return { by: { secretHash: secret.secretHash } }
    return { by: { clientId: model.current().client.id, platform } }
  }

  function deedsOn(copies: Copies, refreshHash: Uint8Array | undefined): Batch {
    const { state, now } = copies.postgres
    return batchOf({ state, now, refreshHash }, random, 4)
  }

  async function oneSave(): Promise<void> {
    const { by, refreshHash } = anyLookup()
    const copies = await load(by)
    let batch = deedsOn(copies, refreshHash)
    for (let again = 0; batch.events.length === 0 && again < 5; again += 1) batch = deedsOn(copies, refreshHash)
    if (batch.events.length === 0) return
    const isLate = random.chance(0.05)
    const late = { ...batch, notAfter: new Date(copies.postgres.now.getTime() - 1) }
    await save(copies, isLate ? late : batch, random.chance(0.2))
  }

  /** Two callers with a copy each: whoever comes second meets a conflict, in both stores. */
  async function twoSaves(): Promise<void> {
    const { by, refreshHash } = anyLookup()
    const copies = await load(by)
    const batches = [deedsOn(copies, refreshHash), deedsOn(copies, refreshHash)]
      .filter(({ events }) => events.length > 0)
      .map(({ events }) => ({ events }))
      // Without the guard of its expiry a link or a session could be saved for a token that has just expired.
      .filter(({ events }) => !events.some(({ type }) => type === 'link_created' || type === 'session_created'))
    const [first, second] = batches
    if (first === undefined || second === undefined) return
    const saveOne = (batch: Batch) => postgres.save(copies.postgres, batch.events, { actor })
    const results = random.chance(0.5)
      ? await Promise.all([saveOne(first), saveOne(second)])
      : [await saveOne(first), await saveOne(second)]
    const outcomes = results.map(({ outcome }) => outcome)
    agree('the outcomes of two saves of one version', outcomes.toSorted(), ['conflict', 'saved'])
    const winner = outcomes[0] === 'saved' ? 0 : 1
    for (const n of [winner, 1 - winner]) {
      const [result, { events } = first] = [results[n], batches[n]]
      if (result === undefined) continue
      note(result, events)
      if (result.outcome === 'saved') memoryNow = result.loaded.now
      if (result.outcome === 'saved') model.saved(events, result.loaded.now)
      agree('what the second of two saves says', await memory.save(copies.memory, events, { actor }), result)
    }
  }

  /** A save under the lock, by a caller whose copy is old. */
  async function lockedSave(): Promise<void> {
    const { by } = anyLookup()
    const stale = await load(by)
    await oneSave()
    let decided: Batch = { events: [] }
    const { saved: result } = await postgres.saveLocked(
      stale.postgres,
      (state, now) => {
        const { attempt: _attempt, ...rest } = state
        agree('what is decided on under the lock', rest, model.current())
        decided = batchOf({ state, now, refreshHash: undefined }, random, 2)
        return { ...decided, result: undefined }
      },
      { actor },
    )
    if (decided.events.length === 0) return
    note(result, decided.events)
    memoryNow = result.outcome === 'saved' ? result.loaded.now : (decided.notAfter ?? memoryNow)
    const other = await memory.saveLocked(stale.memory, () => ({ ...decided, result: undefined }), { actor })
    if (result.outcome === 'saved') model.saved(decided.events, result.loaded.now)
    agree('what a save under the lock says', other.saved, result)
  }

  await save(undefined, firstBatch(random), false)
  await checkAll('the invitation')
  for (let left = 5 + random.below(5); left > 0; left -= 1) {
    const step = random.pick([oneSave, oneSave, oneSave, twoSaves, lockedSave])
    await step()
    await checkAll(step.name)
  }

  const { client } = model.current()
  const trails = await Promise.all(
    [tested.auditTrail, memoryAuditTrail(store)].map(async (trail) =>
      (await trail.list({ clientId: client.id, platform }, { limit: 500 })).items.map(({ id: _id, ...event }) => event),
    ),
  )
  agree('the audit trail', trails[0], trails[1])

  const { rows } = await tested.db.query<OutgoingEvent>(OUTGOING, [client.id])
  const told = store.deliveries.map(({ told: { event } }): OutgoingEvent => {
    const { id: _id, ...rest } = event
    return rest
  })
  agree(
    'the outgoing events',
    rows.map((row) => ({ ...row })),
    told,
  )
  for (const { type } of told) seen.told.add(type)
}

type OutgoingEvent = Omit<StoredOutgoingEvent, 'id'>

const OUTGOING = `select platform_id as platform, type, at, sequence::float8, data
                  from outgoing_events where client_id = $1 order by sequence`

/** A receiver of all outgoing events; without one none is stored. */
export const ENDPOINT: WebhookEndpoint = {
  ...{ id: randomUUID(), platform, url: 'https://receiver.example/hook', eventTypes: [], secretVersion: 1 },
  createdAt: new Date(0),
}

interface Copies {
  readonly postgres: Loaded
  readonly memory: Loaded
}

const ROOT = `select version, status, latest_token_id, token_expires_at, readiness, next_action, deadline, since,
                     last_opened_at, erased_at
              from onboardings where client_id = $1`

function firstBatch(random: Random): Batch {
  const client = {
    id: random.uuid(),
    name: `Ada ${random.word()}`,
    email: `${random.uuid()}@Example.com`,
    ...(random.chance(0.5) && { country: 'DE' }),
    ...(random.chance(0.5) && { externalId: random.uuid() }),
    ...(random.chance(0.3) && { profile: random.word() }),
    ...(random.chance(0.3) && { metadata: { [random.word()]: random.word() } }),
    ...(random.chance(0.3) && {
      prefill: { businessName: random.word(), url: `https://${random.word()}.example.com` },
    }),
  }
  return { events: decideInvitation(platform, client, newToken(random), { warmsUp: random.chance(0.3) }) }
}

const keyOf = (random: Random, tokenId: string): NonNullable<SaveOptions['idempotency']> => ({
  keyHash: random.hash(),
  fingerprint: random.hash(),
  tokenId,
})

/** All but the clock, which the stores read at different instants; hashes in whatever bytes they come. */
function comparable(loaded: (Omit<Loaded, 'now'> & { readonly now?: Date }) | undefined) {
  if (loaded === undefined) return undefined
  const { now: _now, fingerprint, ...rest } = loaded
  return { ...rest, ...(fingerprint && { fingerprint: Buffer.from(fingerprint).toString('hex') }) }
}

function agree(what: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return
  throw new Disagreement(`${what}: ${differences(actual, expected).join('; ')}`)
}

/** Where two values differ, as paths with both values. */
function differences(actual: unknown, expected: unknown, path = ''): string[] {
  if (isDeepStrictEqual(actual, expected)) return []
  const areObjects = [actual, expected].every(
    (value) => typeof value === 'object' && value !== null && !(value instanceof Date),
  )
  if (!areObjects) return [`${path} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`]
  const [one, other] = [actual as Record<string, unknown>, expected as Record<string, unknown>]
  const found = [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
    differences(one[key], other[key], `${path}.${key}`),
  )
  return found.length > 0
    ? found
    : [`${path} has other keys: ${Object.keys(one).join()}, not ${Object.keys(other).join()}`]
}
