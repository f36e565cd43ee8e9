import type { StoredEndpoint } from './schemas.ts'
import { signatureHeader } from './signature.ts'

export type Sent = { readonly status: number } | { readonly error: string }

/** Sends a payload once. `now` is real time in milliseconds: receivers reject old signatures. */
export async function send(
  { url, secrets, timeoutMs }: StoredEndpoint,
  payload: string,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<Sent> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signatureHeader(payload, secrets, Math.floor(now / 1000)),
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        // The receiver may have restarted since a reused connection was opened, which would look like a failure of it.
        connection: 'close',
      },
      body: payload,
      // Stripe treats a redirect as a failure.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    await response.body?.cancel()
    return { status: response.status }
  } catch (error) {
    return { error: reason(error) }
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
