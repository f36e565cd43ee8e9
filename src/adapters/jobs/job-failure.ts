import { AlertError } from '../../ports/alert-channel.ts'
import { MailError } from '../../ports/mailer.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import { StorageUnavailableError } from '../../ports/storage-unavailable-error.ts'

/** What a handler throws so that its job is retried for this reason. */
export class JobFailure extends Error {
  readonly reason: string

  constructor(reason: string) {
    super(reason)
    this.name = 'JobFailure'
    this.reason = reason
  }
}

/**
 * Why a job failed, as a code. Staff see it when the job is given up, so it is never the text of an error, which may
 * contain personal data.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof JobFailure) return error.reason
  if (error instanceof MailError || error instanceof AlertError) return error.code
  if (error instanceof PaymentProviderError) return error.failure.code
  if (error instanceof StorageUnavailableError) return 'database_unavailable'
  return 'unexpected_error'
}
