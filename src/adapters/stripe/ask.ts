import { setTimeout as sleep } from 'node:timers/promises'
import type { Stripe } from 'stripe'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import { noteProviderRequest, timed } from '../../observability/costs.ts'
import { providerCalls, providerSeconds } from '../../observability/metrics.ts'
import { failureOf, type ErrorDialect } from './failure.ts'
import { countingRequests, requestsSent } from './sent-requests.ts'

/** Delay between checks whether the request that holds our idempotency key has finished, in milliseconds. */
const IN_FLIGHT_WAIT_MS = 300

/**
 * Calls Stripe, with a deadline. Retries failures that only need time. When the signal fires, the call fails, although
 * the request may still take effect at Stripe.
 */
export function ask<T>(
  operation: ProviderFailure['operation'],
  signal: AbortSignal,
  request: () => Promise<T>,
  dialect?: ErrorDialect,
): Promise<T> {
  let passing: PaymentProviderError | undefined

  async function untilAnswered(): Promise<T> {
    for (;;) {
      try {
        return await request()
      } catch (error) {
        const answer = failureOf(error, operation, dialect)
        if (answer === undefined) throw error
        const failure = ofTheWholeCall(answer)
        noteProviderRequest(failure.requestId)
        passing = new PaymentProviderError(failure, { cause: error })
        const waitMs = passesInMs(failure)
        if (waitMs === undefined) throw passing
        await sleep(waitMs * (0.75 + Math.random() / 2), undefined, { signal })
      }
    }
  }

  return timed('providerMs', () =>
    counted(operation, async () => {
      const deadline = Promise.withResolvers<never>()
      const giveUp = () => deadline.reject(passing ?? deadlinePassed(operation))
      if (signal.aborted) giveUp()
      signal.addEventListener('abort', giveUp, { once: true })
      try {
        return await Promise.race([deadline.promise, countingRequests(untilAnswered)])
      } catch (error) {
        throw signal.aborted && !(error instanceof PaymentProviderError)
          ? (passing ?? deadlinePassed(operation))
          : error
      } finally {
        signal.removeEventListener('abort', giveUp)
      }
    }),
  )
}

/** Counts a call: once, however often it was retried. */
async function counted<T>(operation: ProviderFailure['operation'], call: () => Promise<T>): Promise<T> {
  const stop = providerSeconds.startTimer({ operation })
  let outcome = 'ok'
  try {
    return await call()
  } catch (error) {
    outcome = error instanceof PaymentProviderError ? error.failure.outcome : 'bug'
    throw error
  } finally {
    stop()
    providerCalls.inc({ operation, outcome })
  }
}

/** {@link ask} for requests to v2 of the API. */
export const askV2 = <T>(
  operation: ProviderFailure['operation'],
  signal: AbortSignal,
  request: () => Promise<T>,
): Promise<T> => ask(operation, signal, request, 'v2')

/**
 * A refusal covers only the request that it answers. The SDK resends a request after a lost connection, even if retries
 * are off, and the earlier request may have had its effect.
 */
function ofTheWholeCall(failure: ProviderFailure): ProviderFailure {
  return failure.outcome === 'refused' && requestsSent() > 1 ? { ...failure, outcome: 'unknown' } : failure
}

/** The delay before a retry, in milliseconds, for failures that resolve by themselves; `undefined` for all others. */
function passesInMs({ code, outcome, retryAfterSeconds }: ProviderFailure): number | undefined {
  if (outcome !== 'unknown' || retryAfterSeconds === undefined) return undefined
  // Another opening of this client's link is creating the same account, so its result will be ours as well.
  return code === 'idempotency_key_in_use' || code === 'in_flight' ? IN_FLIGHT_WAIT_MS : retryAfterSeconds * 1000
}

/** Makes a call of the SDK, and records Stripe's request id for the log line of our request. */
export async function noted<T>(call: () => Promise<Stripe.Response<T>>): Promise<Stripe.Response<T>> {
  const response = await withoutStack(call)
  noteProviderRequest(response.lastResponse.requestId)
  return response
}

/** The SDK (23.1) prints the stack of each call, should it fail. That costs more than to encode the request. */
function withoutStack<T>(call: () => T): T {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return call()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

const deadlinePassed = (operation: ProviderFailure['operation']) =>
  new PaymentProviderError({ operation, outcome: 'unknown', code: 'deadline_passed' })
