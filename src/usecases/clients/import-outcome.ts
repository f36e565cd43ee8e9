import type { AccountSnapshot } from '../../domain/account.ts'
import type { UpdateLink } from '../accounts/adopt-account.ts'
import type { Invitation } from './invite-client.ts'

/** What an import does beside inviting. */
export interface ImportOptions {
  readonly dryRun: boolean
  /** Whether clients that exist may get a link, if the provider needs more of them. */
  readonly mayIssueLinks: boolean
}

/** An invitation, perhaps of a client that has an account already. */
export interface ImportedClient extends Invitation {
  /** The account at the provider that becomes the client's. */
  readonly accountId?: string
}

/** A line of a file that is an invitation. */
export interface InvitationLine {
  readonly line: number
  readonly invitation: ImportedClient
}

/** The result of a line. */
export type ImportOutcome =
  /** `link`: absent if the provider needs nothing of the client. `account`: if the line names one. */
  | {
      readonly outcome: 'created'
      readonly clientId: string
      readonly link?: UpdateLink
      readonly account?: AccountSnapshot
    }
  /** The client exists, and the account that the line names has become its own. */
  | {
      readonly outcome: 'adopted'
      readonly clientId: string
      readonly link?: UpdateLink | undefined
      readonly account: AccountSnapshot
    }
  /** Dry run only: the line would create a client. */
  | { readonly outcome: 'would_create'; readonly account?: AccountSnapshot }
  /** Dry run only: the account that the line names would become that of a client that exists. */
  | {
      readonly outcome: 'would_adopt'
      readonly clientId?: string
      readonly sameAs?: number
      readonly account: AccountSnapshot
    }
  /**
   * The client exists already, by its external id, or by its email if the line has no external id, and has the account
   * that the line names, if it names one. `sameAs`: the earlier line of the file with that client.
   */
  | { readonly outcome: 'exists'; readonly clientId?: string | undefined; readonly sameAs?: number | undefined }
  | { readonly outcome: 'invalid'; readonly fault: string }
  /** The line could not be imported now. Importing the same file again is safe. `cause`: the provider failed. */
  | { readonly outcome: 'failed'; readonly fault?: string; readonly cause?: 'provider' }

export const invalid = (fault: string): ImportOutcome => ({ outcome: 'invalid', fault })
