import { unfitFor, type AccountLimits, type Unfit } from '../../domain/account-limits.ts'
import { countryOf, isProfileKnown, type AccountProfiles } from '../../domain/account-profile.ts'
import type { Prefill, Reminders } from '../../domain/client.ts'
import { decideInvitation } from '../../domain/decide-client.ts'
import type { Metadata } from '../../domain/metadata.ts'
import { isReturnAllowed } from '../../domain/return-url.ts'
import { latestToken } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { Duplicate, IdempotencyKey, TokenRepository } from '../../ports/token-repository.ts'
import type { Mailing } from '../links/send-link-email.ts'
import { findDuplicate, type ExistingClient } from './find-duplicate.ts'
import { repeatedRequest, type IssuedLink } from './repeated-request.ts'

const HOUR_MS = 3_600_000

export interface Invitation {
  readonly name: string
  readonly email: string
  readonly country?: string
  readonly externalId?: string
  /** The name of an account profile; absent: the default one. */
  readonly profile?: string
  readonly prefill?: Prefill
  /** The language that the client reads, as a tag such as `de` or `pt-BR`. */
  readonly locale?: string
  /** Where the client is sent when it returns from the provider. */
  readonly returnUrl?: string
  /** The platform's own values. */
  readonly metadata?: Metadata
  /** How long the link can be opened, in hours. */
  readonly expiresInHours: number
  /** Whether the client is sent an email, which contains a link of its own. */
  readonly sendEmail?: boolean
  /** `off`: it gets no reminders. */
  readonly reminders?: Reminders
}

export type InviteResult =
  | ({ readonly outcome: 'invited' } & IssuedLink)
  | ExistingClient
  | { readonly outcome: 'key_reused' }
  | { readonly outcome: 'repeated_too_often' }
  /** The request wants an email, but emails are not configured. */
  | { readonly outcome: 'mail_not_configured' }
  /** There is no account profile with this name. */
  | { readonly outcome: 'profile_unknown' }
  /** The return URL is not one of the platform's. */
  | { readonly outcome: 'return_url_not_allowed' }
  /** The provider would open no account for this client. */
  | { readonly outcome: 'unfit'; readonly unfit: Unfit }

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  readonly profiles: AccountProfiles
  /** The origins of the pages that clients may be sent to when they return. */
  readonly returnOrigins: readonly string[]
  /** What the provider of new accounts refuses everyone. */
  readonly limits?: AccountLimits | undefined
  /** Absent if no emails are sent. */
  readonly mailing?: Mailing | undefined
  readonly isRepeatedTooOften: (tokenId: string) => Promise<boolean>
  /** Whether a job creates the account before the client opens its link. */
  readonly warmsUpAccounts?: boolean
}

/** Creates a client and issues its first onboarding token. */
export function inviteClient(dependencies: Dependencies) {
  const { tokens, secrets, profiles, returnOrigins, limits, mailing, warmsUpAccounts: warmsUp = false } = dependencies
  const repeated = repeatedRequest(dependencies)
  const duplicate = findDuplicate({ tokens })

  return async (
    { expiresInHours, sendEmail = false, reminders, ...entered }: Invitation,
    actor: Actor,
    key?: IdempotencyKey,
  ): Promise<InviteResult> => {
    if (sendEmail && mailing === undefined) return { outcome: 'mail_not_configured' }
    const minted = secrets.mintLinkSecret()
    const before = await repeated(key, minted, actor)
    if (before !== undefined) return before.outcome === 'replayed' ? { ...before, outcome: 'invited' } : before

    // Checked only now: a repeated request gets the answer of the first, whatever is configured since.
    if (!isProfileKnown(entered, profiles)) return { outcome: 'profile_unknown' }
    if (!isReturnAllowed(entered, returnOrigins)) return { outcome: 'return_url_not_allowed' }
    const unfit = limits && unfitFor(entered, profiles, limits)
    if (unfit !== undefined) return { outcome: 'unfit', unfit }
    const tokenId = secrets.newId()
    const token = { tokenId, lifetimeMs: expiresInHours * HOUR_MS, secretHash: minted.hash, sendsEmail: sendEmail }
    const options = { warmsUp, country: countryOf(entered, profiles), reminders }
    const events = decideInvitation(actor.platform, { ...entered, id: secrets.newId() }, token, options)
    const saved = await tokens.save(undefined, events, { actor, idempotency: key && { ...key, tokenId } })
    switch (saved.outcome) {
      case 'saved': {
        const { state, now } = saved.loaded
        return { outcome: 'invited', client: state.client, token: latestToken(state), now, linkSecret: minted.secret }
      }
      case 'duplicate':
      case 'repeated': {
        // If one request is sent twice concurrently, the second conflicts with the client of the first before its key
        // does.
        const first = await repeated(key, minted, actor)
        if (first !== undefined) return first.outcome === 'replayed' ? { ...first, outcome: 'invited' } : first
        if (saved.outcome === 'repeated') throw new Error('a repeated request is not remembered')
        return (await duplicate(entered, actor)) ?? { outcome: existing(saved.of) }
      }
      case 'conflict':
      case 'too_late':
        throw new Error(`a new client is ${saved.outcome}`)
    }
  }
}

/** An invitation has no account. */
const existing = (of: Duplicate['of']) => (of === 'email' ? 'client_exists' : 'external_id_exists')
