import type { AlertMessage } from '../domain/alert.ts'
import type { AlertText } from '../domain/alert-words.ts'
import type { AlertChannelName } from './alert-book.ts'

/** An alert on its way. `id` is the same for every attempt to send it. */
export interface Alert {
  readonly id: string
  readonly platformName: string
  readonly message: AlertMessage
  readonly text: AlertText
}

/** One way to operators. */
export interface AlertChannel {
  /** Resolves when the alert is accepted. Throws an {@link AlertError} if it is not, or if the outcome is unknown. */
  send(alert: Alert): Promise<void>
}

/** The channels of a platform, and the kinds of alert that it wants. */
export interface Alerting {
  readonly channels: Readonly<Partial<Record<AlertChannelName, AlertChannel>>>
  readonly kinds: readonly AlertMessage['kind'][]
}

/** The alert was not accepted. `code` is safe to log, and so is the message; there is no cause, which may contain the URL. */
export class AlertError extends Error {
  readonly code: string

  constructor(code: string) {
    super(`the alert was not accepted (${code})`)
    this.name = 'AlertError'
    this.code = code
  }
}
