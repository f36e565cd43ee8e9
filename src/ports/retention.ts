import type { Old, OldKind } from '../domain/retention.ts'
import type { Page, PageRequest } from './onboarding-queries.ts'

/** Finds and deletes what is old. Every method is one short transaction, and is safe to repeat and to run twice at once. */
export interface Retention {
  /** What is at least `ageMs` old by its own instant, the oldest first, as of `now` by the database's clock. */
  old(platform: string, kind: OldKind, ageMs: number, page: PageRequest): Promise<Page<Old> & { readonly now: Date }>

  /**
   * Deletes those with these ids. Returns how many there were. An outgoing event that is to be sent again meanwhile is left
   * alone.
   */
  delete(platform: string, kind: OldKind, ids: readonly string[]): Promise<number>

  /** Clients that have a token, other than their last, which was revoked at least `ageMs` ago. */
  withOldTokens(platform: string, ageMs: number, page: PageRequest): Promise<Page<{ readonly clientId: string }>>

  /** Clients that were erased at least `ageMs` ago and whose audit events still have values. */
  erasedWithValues(platform: string, ageMs: number, page: PageRequest): Promise<Page<{ readonly clientId: string }>>

  /** Removes the values of the audit events of erased clients. Returns how many events had some. */
  forgetValues(platform: string, clientIds: readonly string[]): Promise<number>
}
