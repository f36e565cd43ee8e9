import { identityOf } from '../../domain/client.ts'
import { unfitFor, type AccountLimits, type Unfit } from '../../domain/account-limits.ts'
import { isProfileKnown, type AccountProfiles } from '../../domain/account-profile.ts'
import { isReturnAllowed } from '../../domain/return-url.ts'
import type { Actor } from '../../ports/actor.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import type { Mailing } from '../links/send-link-email.ts'
import { findDuplicate } from './find-duplicate.ts'
import {
  NO_MAILS,
  NO_SUCH_PROFILE,
  RETURN_URL_NOT_ALLOWED,
  OTHER_ACCOUNT,
  TAKEN,
  type importAccountLine,
} from './import-account-line.ts'
import type { ImportedClient, ImportOptions, ImportOutcome, InvitationLine } from './import-outcome.ts'
import type { Invitation, InviteResult } from './invite-client.ts'

export interface ImportLineDependencies {
  readonly tokens: TokenRepository
  readonly invite: (invitation: Invitation, actor: Actor) => Promise<InviteResult>
  readonly profiles: AccountProfiles
  readonly returnOrigins: readonly string[]
  /** What the provider of new accounts refuses everyone. */
  readonly limits?: AccountLimits | undefined
  /** Absent if no emails are sent. */
  readonly mailing?: Mailing | undefined
  /** Imports the lines of one file that name an account. */
  readonly withAccounts: (options: ImportOptions) => ReturnType<typeof importAccountLine>
}

/** Imports a line of a file, or says what importing it would do. */
export type ImportLine = (line: InvitationLine, actor: Actor) => Promise<ImportOutcome>

type Take = (client: ImportedClient, actor: Actor) => Promise<ImportOutcome>

/** The import of the lines of one file. */
export function lineImport({
  tokens,
  invite,
  profiles,
  returnOrigins,
  limits,
  mailing,
  withAccounts,
}: ImportLineDependencies) {
  const duplicate = findDuplicate({ tokens })

  async function create(invitation: Invitation, actor: Actor): Promise<ImportOutcome> {
    const invited = await invite(invitation, actor)
    switch (invited.outcome) {
      case 'invited': {
        const { client, token, linkSecret } = invited
        return { outcome: 'created', clientId: client.id, link: { token, linkSecret } }
      }
      case 'client_exists':
      case 'external_id_exists':
        return { outcome: 'exists', clientId: invited.clientId }
      case 'mail_not_configured':
        return NO_MAILS
      case 'profile_unknown':
        return NO_SUCH_PROFILE
      case 'return_url_not_allowed':
        return RETURN_URL_NOT_ALLOWED
      case 'unfit':
        return refusedAs(invited.unfit)
      case 'key_reused':
      case 'repeated_too_often':
        throw new Error(`an invitation without a key is ${invited.outcome}`)
    }
  }

  async function check(invitation: Invitation, actor: Actor): Promise<ImportOutcome> {
    if (!isProfileKnown(invitation, profiles)) return NO_SUCH_PROFILE
    if (!isReturnAllowed(invitation, returnOrigins)) return RETURN_URL_NOT_ALLOWED
    const unfit = limits && unfitFor(invitation, profiles, limits)
    if (unfit !== undefined) return refusedAs(unfit)
    const existing = await duplicate(invitation, actor)
    return existing === undefined ? { outcome: 'would_create' } : { outcome: 'exists', clientId: existing.clientId }
  }

  return (options: ImportOptions): ImportLine => {
    const { dryRun } = options
    const takeAccount = withAccounts(options)
    const take: Take = async ({ accountId, ...invitation }, actor) => {
      if (invitation.sendEmail && mailing === undefined) return NO_MAILS
      if (accountId !== undefined) return takeAccount({ accountId, ...invitation }, actor)
      return dryRun ? check(invitation, actor) : create(invitation, actor)
    }
    return inThisFile(take)
  }
}

const refusedAs = ({ field, message }: Unfit): ImportOutcome => ({ outcome: 'invalid', fault: `${field} ${message}` })

/** A client of an earlier line. */
interface Earlier {
  readonly line: number
  readonly accountId: string | undefined
}

/** Knows the clients of earlier lines: those that a dry run would have created, and which line a duplicate repeats. */
function inThisFile(take: Take): ImportLine {
  const clients = new Map<string, Earlier>()
  /** The identities of the clients that accounts would be adopted for. */
  const accounts = new Map<string, string>()
  return async ({ line, invitation }, actor) => {
    const { accountId } = invitation
    const identity = identityOf(invitation)
    const earlier = clients.get(identity)
    const owner = accountId === undefined ? undefined : accounts.get(accountId)
    if (owner !== undefined && owner !== identity) return TAKEN
    const outcome = await take(invitation, actor)
    switch (outcome.outcome) {
      case 'created':
      case 'adopted':
        clients.set(identity, { line, accountId: accountId ?? earlier?.accountId })
        return outcome
      case 'exists':
        return { ...outcome, sameAs: earlier?.line }
      case 'would_create':
      case 'would_adopt': {
        if (earlier === undefined || earlier.accountId === undefined) {
          clients.set(identity, { line: earlier?.line ?? line, accountId })
          if (accountId !== undefined) accounts.set(accountId, identity)
        }
        return earlier === undefined ? outcome : repeated(outcome, accountId, earlier)
      }
      default:
        return outcome
    }
  }
}

/** What a dry run says of a client that an earlier line would have created, or adopted an account for. */
function repeated(
  outcome: ImportOutcome & { outcome: 'would_create' | 'would_adopt' },
  accountId: string | undefined,
  earlier: Earlier,
): ImportOutcome {
  const { account } = outcome
  const sameAs = earlier.line
  if (account === undefined || accountId === earlier.accountId) return { outcome: 'exists', sameAs }
  return earlier.accountId === undefined ? { ...outcome, outcome: 'would_adopt', account, sameAs } : OTHER_ACCOUNT
}
