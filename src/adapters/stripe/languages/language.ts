import type { Reason } from '../requirement-errors.ts'
import type { Subject } from '../requirement-words.ts'

/** What Stripe asks for, and does not accept, in a language other than English. A text that is missing does not compile. */
export interface Language {
  /** Whether a subject behind a joint begins with a small letter. */
  readonly isLowered: boolean
  /** Between a subject and what can be provided instead. */
  readonly joints: { readonly orInstead: string; readonly or: string; readonly and: string }
  readonly subjects: Readonly<Record<Subject, string>>
  readonly reasons: Readonly<Record<Reason, string>>
}
