import type { OnboardingToken } from '../domain/onboarding-token.ts'
import type { Act } from '../ports/act.ts'
import type { ClientRepository, Taken } from '../ports/client-repository.ts'
import type { Log } from '../ports/log.ts'
import type { Invitation, InviteResult } from './invite-client.ts'
import type { Mailing } from './send-link-mail.ts'

/** A line of a file of clients: an invitation, or why it is none, in words. */
export type ImportLine = { readonly line: number } & ({ readonly invitation: Invitation } | { readonly fault: string })

/** What became of a line. */
type Outcome =
  | {
      readonly outcome: 'created'
      readonly clientId: string
      readonly token: OnboardingToken
      /** The link secret: here for the only time. */
      readonly linkSecret: string
    }
  /** What a dry run says of a line that would be created. */
  | { readonly outcome: 'would_create' }
  /** This client is there already, by its external id, or by its e-mail where the line gives no external id. */
  | { readonly outcome: 'exists'; readonly clientId?: string | undefined }
  /** Another client has the e-mail. */
  | { readonly outcome: 'conflict'; readonly clientId?: string | undefined }
  | { readonly outcome: 'invalid'; readonly fault: string }
  /** It could not be done now; the same file can be imported again. */
  | { readonly outcome: 'failed' }

export type ImportResult = { readonly line: number } & Outcome

/** How many lines there were of each kind; none, to begin with. */
export const noLines = (): Record<Outcome['outcome'], number> => ({
  created: 0,
  would_create: 0,
  exists: 0,
  conflict: 0,
  invalid: 0,
  failed: 0,
})

interface Dependencies {
  readonly clients: ClientRepository
  readonly invite: (invitation: Invitation, act: Act) => Promise<InviteResult>
  readonly log: Log
  /** Absent where no mails are sent. */
  readonly mailing?: Mailing | undefined
}

type Take = (invitation: Invitation, act: Act) => Promise<Outcome>

const NO_MAILS: Outcome = {
  outcome: 'invalid',
  fault: 'client/sendEmail must be left out: this service sends no mails',
}

/** Lines that are being done at once: the database works on some while others are on their way. */
const AT_ONCE = 4

/**
 * Invites the clients of a file, line by line, and says of each line what became of it, in their order. A line that is
 * wrong stops no other, and a file can be imported again after whatever went wrong: who is there already stays as it is.
 */
export function importClients({ clients, invite, log, mailing }: Dependencies) {
  return async function* (
    lines: AsyncIterable<ImportLine>,
    { dryRun }: { readonly dryRun: boolean },
    act: Act,
  ): AsyncGenerator<ImportResult> {
    const underWay: Promise<ImportResult>[] = []
    const take = dryRun ? check : create
    for await (const line of lines) {
      underWay.push(resultOf(line, take, act))
      const first = underWay.length === AT_ONCE ? underWay.shift() : undefined
      if (first !== undefined) yield await first
    }
    for (const result of underWay) yield await result
  }

  async function resultOf(line: ImportLine, take: Take, act: Act): Promise<ImportResult> {
    if ('fault' in line) return { line: line.line, outcome: 'invalid', fault: line.fault }
    try {
      return { line: line.line, ...(await take(line.invitation, act)) }
    } catch (error) {
      log.error({ line: line.line, requestId: act.requestId, err: error }, 'a line could not be imported')
      return { line: line.line, outcome: 'failed' }
    }
  }

  async function create(invitation: Invitation, act: Act): Promise<Outcome> {
    const invited = await invite(invitation, act)
    switch (invited.outcome) {
      case 'invited': {
        const { client, token, linkSecret } = invited
        return { outcome: 'created', clientId: client.id, token, linkSecret }
      }
      case 'client_exists':
      case 'external_id_exists':
        return thereAlready(invitation, invited)
      case 'mail_not_configured':
        return NO_MAILS
      case 'key_reused':
      case 'in_flight':
        throw new Error(`an invitation without a key is ${invited.outcome}`)
    }
  }

  async function check(invitation: Invitation): Promise<Outcome> {
    if (invitation.sendEmail && mailing === undefined) return NO_MAILS
    const taken = await clients.findTaken(invitation)
    return taken === undefined ? { outcome: 'would_create' } : thereAlready(invitation, taken)
  }

  /** A line names its client by the external id, if it gives one, and by the e-mail if not. */
  async function thereAlready({ externalId }: Invitation, taken: Taken): Promise<Outcome> {
    if (taken.outcome === 'external_id_exists' || externalId === undefined) {
      return { outcome: 'exists', clientId: taken.clientId }
    }
    const itself = await clients.findTaken({ externalId })
    return itself === undefined
      ? { outcome: 'conflict', clientId: taken.clientId }
      : { outcome: 'exists', clientId: itself.clientId }
  }
}
