import type { LinkAttempt } from '../../../src/domain/link-attempt.ts'
import type { OnboardingEvent } from '../../../src/domain/onboarding-event.ts'
import { evolve, latestToken, standingOf, type Onboarding } from '../../../src/domain/onboarding.ts'
import type { Actor } from '../../../src/ports/actor.ts'
import type { Loaded, Lookup } from '../../../src/ports/token-repository.ts'

/** What a lookup is to find, by the domain's `evolve` alone. */
export interface Expected {
  readonly by: Lookup
  /** `undefined`: it finds nothing. */
  readonly found: Pick<Loaded, 'state' | 'version' | 'tokenId' | 'fingerprint'> | undefined
}

interface Attempt extends LinkAttempt {
  readonly stateHash: Uint8Array
  readonly refreshHash: Uint8Array
}

type Key = { readonly keyHash: Uint8Array; readonly fingerprint: Uint8Array; readonly tokenId: string }

/** One onboarding as events make it, with all that finds it. */
export function modelOf(actor: Actor) {
  let state: Onboarding | undefined
  let version = 0
  const secrets: { readonly secretHash: Uint8Array; readonly tokenId: string }[] = []
  const stopSecrets: { readonly secretHash: Uint8Array; readonly tokenId: string; isForgotten: boolean }[] = []
  let attempts: Attempt[] = []
  let keys: Key[] = []
  const emails = new Set<string>()
  const externalIds = new Set<string>()

  function happen(event: OnboardingEvent, at: Date): void {
    state = evolve(state, event, at)
    // An erased client has no email.
    if (state.client.email !== '') emails.add(state.client.email)
    if (state.client.externalId !== undefined) externalIds.add(state.client.externalId)
    switch (event.type) {
      case 'secret_added':
        secrets.push(event)
        break
      case 'stop_secret_added':
        stopSecrets.push({ ...event, isForgotten: false })
        break
      case 'client_changed':
        if (event.addressChanged) for (const each of stopSecrets) each.isForgotten = true
        break
      case 'link_created':
        attempts.push({ ...event, handedOutAt: at })
        break
      case 'refresh_used':
      case 'refresh_restored':
        attempts = attempts.map((attempt) => {
          if (attempt.refreshHash !== event.refreshHash) return attempt
          const { refreshedAt: _used, ...rest } = attempt
          return event.type === 'refresh_used' ? { ...rest, refreshedAt: at } : rest
        })
        break
      case 'client_erased':
        keys = []
        break
      default:
    }
  }

  function current(): Onboarding {
    if (state === undefined) throw new Error('nothing has happened yet')
    return state
  }

  const isKnown = ({ tokenId }: { readonly tokenId: string }) => current().tokens.some(({ id }) => id === tokenId)

  const attemptOf = ({ tokenId, handedOutAt, refreshUntil, refreshedAt }: Attempt): LinkAttempt => ({
    tokenId,
    handedOutAt,
    refreshUntil,
    ...(refreshedAt && { refreshedAt }),
  })

  return {
    current,
    // Those that still find it.
    attempts: () => attempts.filter(isKnown),
    secrets: () => secrets.filter(isKnown),

    saved(events: readonly OnboardingEvent[], at: Date, key?: Key): void {
      for (const event of events) happen(event, at)
      version += 1
      if (key !== undefined) keys.push(key)
    },

    /** Every lookup that there is, or ever was. */
    lookups(): Expected[] {
      const { platform, client, tokens, account } = current()
      const found = { state: current(), version }
      // Nothing finds an onboarding by a token that was forgotten.
      const ofToken = <Found>(tokenId: string, its: Found) => (isKnown({ tokenId }) ? { ...its, tokenId } : undefined)
      return [
        { by: { clientId: client.id, platform }, found },
        ...tokens.map(({ id: tokenId }) => ({ by: { tokenId, platform }, found: { ...found, tokenId } })),
        ...secrets.map(({ secretHash, tokenId }) => ({ by: { secretHash }, found: ofToken(tokenId, found) })),
        ...stopSecrets.map(({ secretHash, tokenId, isForgotten }) => ({
          by: { stopHash: secretHash },
          found: isForgotten ? undefined : ofToken(tokenId, found),
        })),
        ...attempts.flatMap((attempt) => {
          const { tokenId, stateHash, refreshHash } = attempt
          const withAttempt = ofToken(tokenId, { ...found, state: { ...found.state, attempt: attemptOf(attempt) } })
          return [
            { by: { stateHash }, found: withAttempt },
            { by: { refreshHash }, found: withAttempt },
          ]
        }),
        ...(account === undefined ? [] : [{ by: { accountId: account.snapshot.accountId, platform }, found }]),
        ...[...emails].map((email) => ({
          by: { email: email.toUpperCase(), platform },
          found: email === client.email && client.externalId === undefined ? found : undefined,
        })),
        ...[...externalIds].map((externalId) => ({
          by: { externalId, platform },
          found: externalId === client.externalId ? found : undefined,
        })),
        ...keys.map(({ keyHash, fingerprint, tokenId }) => ({
          by: { keyHash, actor },
          found: ofToken(tokenId, { ...found, fingerprint }),
        })),
      ]
    },

    /** What the root row says, which lists filter by. */
    root() {
      const { since, lastOpenedAt = null, erasedAt = null } = current()
      const { id: latest_token_id, expiresAt: token_expires_at } = latestToken(current())
      const { status, readiness, nextAction: next_action, deadline = null } = standingOf(current())
      const standing = { version, status, readiness, next_action, deadline, since }
      return { ...standing, latest_token_id, token_expires_at, last_opened_at: lastOpenedAt, erased_at: erasedAt }
    },
  }
}
