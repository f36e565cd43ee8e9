import { identityOf } from '../../domain/client.ts'
import { isProfileKnown, type AccountProfiles } from '../../domain/account-profile.ts'
import type { OnboardingToken } from '../../domain/onboarding-token.ts'
import type { Actor } from '../../ports/actor.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import type { Mailing } from '../links/send-link-email.ts'
import { findDuplicate } from './find-duplicate.ts'
import type { Invitation, InviteResult } from './invite-client.ts'

/** The result of a line. */
export type ImportOutcome =
  | {
      readonly outcome: 'created'
      readonly clientId: string
      readonly token: OnboardingToken
      /** The link secret. It is returned only here. */
      readonly linkSecret: string
    }
  /** Dry run only: the line would create a client. */
  | { readonly outcome: 'would_create' }
  /**
   * The client exists already, by its external id, or by its email if the line has no external id. `sameAs`: the earlier
   * line of the file with that client.
   */
  | { readonly outcome: 'exists'; readonly clientId?: string | undefined; readonly sameAs?: number | undefined }
  | { readonly outcome: 'invalid'; readonly fault: string }
  /** An unexpected error. Importing the same file again is safe. */
  | { readonly outcome: 'failed' }

/** A line of a file that is an invitation. */
export interface InvitationLine {
  readonly line: number
  readonly invitation: Invitation
}

export interface ImportLineDependencies {
  readonly tokens: TokenRepository
  readonly invite: (invitation: Invitation, actor: Actor) => Promise<InviteResult>
  readonly profiles: AccountProfiles
  /** Absent if no emails are sent. */
  readonly mailing?: Mailing | undefined
}
const NO_MAILS: ImportOutcome = {
  outcome: 'invalid',
  fault: 'sendEmail must be left out: this service sends no emails',
}

const NO_SUCH_PROFILE: ImportOutcome = {
  outcome: 'invalid',
  fault: 'profile is not the name of a configured account profile',
}

/** Imports a line of a file, or says what importing it would do. */
export type ImportLine = (line: InvitationLine, actor: Actor) => Promise<ImportOutcome>

/** The import of the lines of one file. */
export function lineImport({ tokens, invite, profiles, mailing }: ImportLineDependencies) {
  const duplicate = findDuplicate({ tokens })

  async function create(invitation: Invitation, actor: Actor): Promise<ImportOutcome> {
    const invited = await invite(invitation, actor)
    switch (invited.outcome) {
      case 'invited': {
        const { client, token, linkSecret } = invited
        return { outcome: 'created', clientId: client.id, token, linkSecret }
      }
      case 'client_exists':
      case 'external_id_exists':
        return { outcome: 'exists', clientId: invited.clientId }
      case 'mail_not_configured':
        return NO_MAILS
      case 'profile_unknown':
        return NO_SUCH_PROFILE
      case 'key_reused':
      case 'repeated_too_often':
        throw new Error(`an invitation without a key is ${invited.outcome}`)
    }
  }

  async function check(invitation: Invitation, actor: Actor): Promise<ImportOutcome> {
    if (invitation.sendEmail && mailing === undefined) return NO_MAILS
    if (!isProfileKnown(invitation, profiles)) return NO_SUCH_PROFILE
    const existing = await duplicate(invitation, actor)
    return existing === undefined ? { outcome: 'would_create' } : { outcome: 'exists', clientId: existing.clientId }
  }

  return ({ dryRun }: { readonly dryRun: boolean }): ImportLine => inThisFile(dryRun ? check : create)
}

/** Knows the clients of earlier lines: those that a dry run would have created, and which line a duplicate repeats. */
function inThisFile(take: (invitation: Invitation, actor: Actor) => Promise<ImportOutcome>): ImportLine {
  const lines = new Map<string, number>()
  return async ({ line, invitation }, actor) => {
    const identity = identityOf(invitation)
    const sameAs = lines.get(identity)
    const outcome = await take(invitation, actor)
    if (outcome.outcome === 'created') lines.set(identity, line)
    if (outcome.outcome === 'would_create') {
      if (sameAs !== undefined) return { outcome: 'exists', sameAs }
      lines.set(identity, line)
    }
    return outcome.outcome === 'exists' ? { ...outcome, sameAs } : outcome
  }
}
