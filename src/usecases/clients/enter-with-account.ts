import { decideEntry, isClientAsked, type ExistingAccount } from '../../domain/decide-staff-adoption.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { Duplicate, TokenRepository } from '../../ports/token-repository.ts'
import type { UpdateLink } from '../accounts/adopt-account.ts'
import type { Invitation } from './invite-client.ts'

const HOUR_MS = 3_600_000

export type EnterResult =
  /** `link`: absent if the provider needs nothing of the client. */
  { readonly outcome: 'entered'; readonly clientId: string; readonly link?: UpdateLink } | Duplicate

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
}

/** Enters a client together with an account that it has, in one save. */
export function enterWithAccount({ tokens, secrets }: Dependencies) {
  return async (
    { expiresInHours, sendEmail = false, reminders, ...entered }: Invitation,
    existing: ExistingAccount,
    actor: Actor,
  ): Promise<EnterResult> => {
    const minted = secrets.mintLinkSecret()
    const [clientId, tokenId, recordId] = [secrets.newId(), secrets.newId(), secrets.newId()]
    const token = { tokenId, lifetimeMs: expiresInHours * HOUR_MS, secretHash: minted.hash, sendsEmail: sendEmail }
    const events = decideEntry(actor.platform, { ...entered, id: clientId }, existing, { token, recordId, reminders })
    const saved = await tokens.save(undefined, events, { actor })
    if (saved.outcome === 'duplicate') return saved
    if (saved.outcome !== 'saved') throw new Error(`a new client is ${saved.outcome}`)
    if (!isClientAsked(existing.snapshot)) return { outcome: 'entered', clientId }
    const issued = saved.loaded.state.tokens.find(({ id }) => id === tokenId)
    return { outcome: 'entered', clientId, ...(issued && { link: { token: issued, linkSecret: minted.secret } }) }
  }
}
