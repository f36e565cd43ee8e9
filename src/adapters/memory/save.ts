import { isSamePlatform } from '../../domain/account-terms.ts'
import { auditOf } from '../../domain/audit.ts'
import { duplicateOf } from '../../domain/client.ts'
import type { OnboardingEvent } from '../../domain/onboarding-event.ts'
import { outgoingOf, sequenceOf, type OutgoingEvent } from '../../domain/outgoing-event.ts'
import { evolve, type Onboarding } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Duplicate, Loaded, SaveOptions, SaveResult } from '../../ports/token-repository.ts'
import { keyOf, remembered } from './load.ts'
import { recordAudit } from './audit-trail.ts'
import { addDeliveries, forgetClient } from './outgoing-events.ts'
import { copyOf, hex, type MemoryStore } from './store.ts'

/** Saves all events or none. It runs synchronously, which makes it atomic like a Postgres transaction. */
export function save(
  store: MemoryStore,
  loaded: Loaded | undefined,
  events: readonly OnboardingEvent[],
  options: SaveOptions,
): SaveResult {
  const { onboardings, repeatable } = store
  const at = store.now()
  const { actor, notAfter, idempotency } = options
  const before = loaded && onboardings.get(loaded.state.client.id)
  if (notAfter !== undefined && at >= notAfter) return { outcome: 'too_late' }
  if (before?.version !== loaded?.version) return { outcome: 'conflict' }
  if (loaded !== undefined && loaded.state.platform !== actor.platform) return { outcome: 'conflict' }

  let state = loaded?.state
  const audit: (() => void)[] = []
  const outgoing: ((last: Onboarding) => OutgoingEvent | undefined)[] = []
  for (const event of copyOf(events)) {
    const previous = state
    const next = (state = evolve(state, event, at))
    outgoing.push((last) => outgoingOf(event, previous, last))
    audit.push(() => record(store, { event, before: previous, after: next, actor, at }))
  }
  if (state === undefined) throw new Error('a save without events changes nothing')
  const duplicate = duplicateIn(store, state, loaded?.state)
  if (duplicate !== undefined) return duplicate
  if (idempotency && remembered(store, actor, idempotency.keyHash)) return { outcome: 'repeated' }

  const { attempt: _attempt, ...stored } = state
  const version = (loaded?.version ?? 0) + 1
  const clientId = state.client.id
  onboardings.set(clientId, copyOf({ state: stored, version }))
  for (const write of audit) write()
  const last = state
  const told = outgoing.flatMap((tell) => tell(last) ?? [])
  for (const [n, { type, data }] of told.entries()) {
    addDeliveries(store, { platform: state.platform, type, at, sequence: sequenceOf(version, n), data })
  }
  if (idempotency !== undefined) {
    const { fingerprint, tokenId } = idempotency
    repeatable.set(keyOf(actor, idempotency.keyHash), { fingerprint, tokenId, clientId, at })
  }
  const by = loaded?.by ?? { clientId, platform: state.platform }
  return { outcome: 'saved', loaded: copyOf({ ...loaded, state, version, now: at, by }) }
}

/** The effects of an event outside the onboarding's state. */
function record(
  store: MemoryStore,
  {
    event,
    before,
    after,
    actor,
    at,
  }: {
    readonly event: OnboardingEvent
    readonly before: Onboarding | undefined
    readonly after: Onboarding
    readonly actor: Actor
    readonly at: Date
  },
): void {
  const { attempts, repeatable } = store
  const clientId = after.client.id
  const entry = auditOf(event, before)
  if (entry !== undefined) {
    recordAudit(store, entry, { actor, at, clientId })
  }
  recordSecrets(store, event, after)
  switch (event.type) {
    case 'link_created': {
      const { tokenId, refreshUntil } = event
      const refreshHash = hex(event.refreshHash)
      attempts.set(hex(event.stateHash), { tokenId, handedOutAt: at, refreshUntil, refreshHash })
      break
    }
    case 'refresh_used':
    case 'refresh_restored':
      for (const [key, { refreshHash, refreshedAt: _used, ...attempt }] of attempts) {
        if (refreshHash !== hex(event.refreshHash)) continue
        attempts.set(key, { ...attempt, refreshHash, ...(event.type === 'refresh_used' && { refreshedAt: at }) })
      }
      break
    case 'email_requested':
    case 'follow_up_requested':
      store.emails.push({ kind: event.kind, tokenId: event.tokenId })
      break
    case 'warm_up_requested':
      store.warmUps.push(event.tokenId)
      break
    case 'client_erased':
      for (const [key, request] of repeatable) if (request.clientId === clientId) repeatable.delete(key)
      forgetClient(store, clientId)
      break
    case 'tokens_forgotten':
      for (const [key, { tokenId }] of repeatable) if (event.tokenIds.includes(tokenId)) repeatable.delete(key)
      break
    default:
  }
}

/** What an event makes of the secrets that are sent to the client. */
function recordSecrets({ secrets, stopSecrets }: MemoryStore, event: OnboardingEvent, { tokens }: Onboarding): void {
  switch (event.type) {
    case 'secret_added':
      secrets.set(hex(event.secretHash), event.tokenId)
      break
    case 'stop_secret_added':
      stopSecrets.set(hex(event.secretHash), event.tokenId)
      break
    case 'client_changed':
      if (event.addressChanged) for (const { id } of tokens) forget(stopSecrets, [id])
      break
    case 'tokens_forgotten':
      forget(secrets, event.tokenIds)
      forget(stopSecrets, event.tokenIds)
      break
    default:
  }
}

/** Deletes the secrets of these tokens. */
function forget(secrets: Map<string, string>, tokenIds: readonly string[]): void {
  for (const [key, tokenId] of secrets) if (tokenIds.includes(tokenId)) secrets.delete(key)
}

/** What of `next` another client has. Only what is new to the client is compared, as an index does. */
function duplicateIn(
  { onboardings }: MemoryStore,
  { platform, client, account }: Onboarding,
  before: Onboarding | undefined,
): Duplicate | undefined {
  const isNewClient = client !== before?.client
  const isNewAccount = account?.snapshot.accountId !== before?.account?.snapshot.accountId
  if (!isNewClient && !isNewAccount) return undefined
  for (const { state } of onboardings.values()) {
    if (state.platform !== platform || state.client.id === client.id) continue
    const of = duplicateOf(state.client, client)
    if (of !== undefined) return { outcome: 'duplicate', of }
  }
  for (const { state } of onboardings.values()) {
    const isAnother = account !== undefined && state.account !== undefined && state.client.id !== client.id
    if (isAnother && state.account.snapshot.accountId === account.snapshot.accountId) {
      const isHeldTogether = isSamePlatform(state.account.terms.reference, account.terms.reference)
      if (state.platform === platform || isHeldTogether) return { outcome: 'duplicate', of: 'account' }
    }
  }
  return undefined
}
