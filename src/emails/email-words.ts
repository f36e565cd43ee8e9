import type { EmailKind, NoticeKind } from '../domain/onboarding-event.ts'
import type { Purpose } from '../domain/onboarding-token.ts'

/** Texts with `{placeholders}`. Each has the same ones in all languages. */
export interface EmailWords {
  readonly greeting: string
  readonly greetingWithoutName: string
  readonly subject: Readonly<Record<Exclude<EmailKind, 'link'> | Purpose | 'submitted', string>>
  /** What follows from what: why the client has to act. */
  readonly paysThrough: string
  readonly reason: Readonly<Record<Purpose | 'onHold' | 'toKeep' | 'toKeepBy' | 'notFinished', string>>
  /** What the client has just done, if that left more to do. */
  readonly submitted: string
  readonly effort: Readonly<Record<Purpose, string>>
  readonly asks: string
  readonly askBy: string
  readonly askError: string
  readonly link: string
  readonly button: string
  readonly copy: string
  readonly until: string
  readonly unexpected: string
  /** Instead, if the client has submitted details: then an email that it did not expect may be a sign of fraud. */
  readonly notSubmitted: string
  readonly happened: Readonly<Record<NoticeKind, string>>
  readonly ifNotYou: Readonly<Record<NoticeKind, string>>
  /** Around the code that the holder of a link types. */
  readonly code: Readonly<Record<'enter' | 'works' | 'notYou', string>>
  readonly support: string
  /** The words of the link that stops reminders. */
  readonly stop: string
  /** What only notices in the platform's own pages say. */
  readonly inApp: Readonly<Record<'in_review' | 'on_hold' | 'unavailable' | 'proceed', string>>
}
