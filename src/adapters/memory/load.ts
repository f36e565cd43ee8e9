import { duplicateOf } from '../../domain/client.ts'
import { REMEMBERED_MS } from '../../domain/idempotency.ts'
import type { Onboarding } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Loaded, Lookup } from '../../ports/token-repository.ts'
import { copyOf, hex, type MemoryStore, type StoredOnboarding } from './store.ts'

/** Loads a copy of the stored onboarding. */
export function load(store: MemoryStore, by: Lookup): Loaded | undefined {
  const found = find(store, by)
  if (found === undefined) return undefined
  const { state, version } = copyOf(found.stored)
  const { refreshHash: _hash, ...attempt } = attemptBy(store, by) ?? { refreshHash: undefined }
  const fingerprint = 'keyHash' in by ? remembered(store, by.actor, by.keyHash)?.fingerprint : undefined
  const isAttempt = 'tokenId' in attempt
  return {
    state: isAttempt ? { ...state, attempt: copyOf(attempt) } : state,
    version,
    now: store.now(),
    by,
    ...(found.tokenId !== undefined && { tokenId: found.tokenId }),
    ...(fingerprint && { fingerprint }),
  }
}

function find(store: MemoryStore, by: Lookup): { stored: StoredOnboarding; tokenId?: string | undefined } | undefined {
  if ('clientId' in by) return where(store, ({ client }) => client.id === by.clientId, by.platform)
  if ('tokenId' in by) return ofToken(store, by.tokenId, by.platform)
  if ('externalId' in by) return where(store, ({ client }) => client.externalId === by.externalId, by.platform)
  if ('email' in by)
    return where(store, ({ client }) => duplicateOf(client, { email: by.email }) === 'email', by.platform)
  if ('accountId' in by) return where(store, ({ account }) => account?.snapshot.accountId === by.accountId, by.platform)
  if ('secretHash' in by) return ofToken(store, store.secrets.get(hex(by.secretHash)))
  if ('stopHash' in by) return ofToken(store, store.stopSecrets.get(hex(by.stopHash)))
  if ('keyHash' in by) return ofToken(store, remembered(store, by.actor, by.keyHash)?.tokenId)
  return ofToken(store, attemptBy(store, by)?.tokenId)
}

function where({ onboardings }: MemoryStore, matches: (state: Onboarding) => boolean, platform?: string) {
  for (const stored of onboardings.values()) {
    if (matches(stored.state) && (platform ?? stored.state.platform) === stored.state.platform) return { stored }
  }
  return undefined
}

function ofToken(store: MemoryStore, tokenId: string | undefined, platform?: string) {
  const found = where(store, ({ tokens }) => tokens.some(({ id }) => id === tokenId), platform)
  return found && { ...found, tokenId }
}

function attemptBy({ attempts }: MemoryStore, by: Lookup) {
  if ('stateHash' in by) return attempts.get(hex(by.stateHash))
  if (!('refreshHash' in by)) return undefined
  return [...attempts.values()].find(({ refreshHash }) => refreshHash === hex(by.refreshHash))
}

/** The request with this idempotency key, if it is still remembered. */
export function remembered({ repeatable, now }: MemoryStore, actor: Actor, keyHash: Uint8Array) {
  const request = repeatable.get(keyOf(actor, keyHash))
  return request !== undefined && now().getTime() - request.at.getTime() < REMEMBERED_MS ? request : undefined
}

/** The key of a request in the store. */
export const keyOf = ({ platform, name }: Actor, keyHash: Uint8Array): string => `${platform} ${name} ${hex(keyHash)}`
