import { isProfileKnown, type AccountProfiles } from '../../domain/account-profile.ts'
import type { OnboardingToken } from '../../domain/onboarding-token.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Log } from '../../ports/log.ts'
import type { Invitation, InviteResult } from './invite-client.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import type { Mailing } from '../links/send-link-email.ts'
import { findDuplicate } from './find-duplicate.ts'

/** A line of an import file: an invitation, or a description of its fault. */
export type ImportLine = { readonly line: number } & ({ readonly invitation: Invitation } | { readonly fault: string })

/** The result of a line. */
type Outcome =
  | {
      readonly outcome: 'created'
      readonly clientId: string
      readonly token: OnboardingToken
      /** The link secret. It is returned only here. */
      readonly linkSecret: string
    }
  /** Dry run only: the line would create a client. */
  | { readonly outcome: 'would_create' }
  /** The client exists already, by its external id, or by its email if the line has no external id. */
  | { readonly outcome: 'exists'; readonly clientId?: string | undefined }
  | { readonly outcome: 'invalid'; readonly fault: string }
  /** An unexpected error. Importing the same file again is safe. */
  | { readonly outcome: 'failed' }

export type ImportResult = { readonly line: number } & Outcome

/** Counts of lines for each outcome, all zero. */
export const noLines = (): Record<Outcome['outcome'], number> => ({
  created: 0,
  would_create: 0,
  exists: 0,
  invalid: 0,
  failed: 0,
})

interface Dependencies {
  readonly tokens: TokenRepository
  readonly invite: (invitation: Invitation, actor: Actor) => Promise<InviteResult>
  readonly log: Log
  readonly profiles: AccountProfiles
  /** Absent if no emails are sent. */
  readonly mailing?: Mailing | undefined
}

type Take = (invitation: Invitation, actor: Actor) => Promise<Outcome>

const NO_MAILS: Outcome = {
  outcome: 'invalid',
  fault: 'client/sendEmail must be left out: this service sends no emails',
}

const NO_SUCH_PROFILE: Outcome = {
  outcome: 'invalid',
  fault: 'client/profile must be the name of a configured account profile',
}

/** Number of lines processed concurrently, so that database round trips overlap. */
const AT_ONCE = 4

/**
 * Invites the clients of a file and yields one result for each line, in order. A faulty line does not stop the others.
 * Importing the same file again is safe, because existing clients are not changed.
 */
export function importClients({ tokens, invite, log, profiles, mailing }: Dependencies) {
  const duplicate = findDuplicate({ tokens })

  return async function* (
    lines: AsyncIterable<ImportLine>,
    { dryRun }: { readonly dryRun: boolean },
    actor: Actor,
  ): AsyncGenerator<ImportResult> {
    const underWay: Promise<ImportResult>[] = []
    const take = dryRun ? check : create
    for await (const line of lines) {
      underWay.push(resultOf(line, take, actor))
      const first = underWay.length === AT_ONCE ? underWay.shift() : undefined
      if (first !== undefined) yield await first
    }
    for (const result of underWay) yield await result
  }

  async function resultOf(line: ImportLine, take: Take, actor: Actor): Promise<ImportResult> {
    if ('fault' in line) return { line: line.line, outcome: 'invalid', fault: line.fault }
    try {
      return { line: line.line, ...(await take(line.invitation, actor)) }
    } catch (error) {
      log.error({ line: line.line, requestId: actor.requestId, err: error }, 'a line could not be imported')
      return { line: line.line, outcome: 'failed' }
    }
  }

  async function create(invitation: Invitation, actor: Actor): Promise<Outcome> {
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
        throw new Error(`an invitation without a key is ${invited.outcome}`)
    }
  }

  async function check(invitation: Invitation, actor: Actor): Promise<Outcome> {
    if (invitation.sendEmail && mailing === undefined) return NO_MAILS
    if (!isProfileKnown(invitation, profiles)) return NO_SUCH_PROFILE
    const existing = await duplicate(invitation, actor)
    return existing === undefined ? { outcome: 'would_create' } : { outcome: 'exists', clientId: existing.clientId }
  }
}
