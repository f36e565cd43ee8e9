import { createHmac } from 'node:crypto'

/** The `Stripe-Signature` header: the time in seconds, and one signature for each secret. */
export function signatureHeader(payload: string, secrets: readonly string[], timestamp: number): string {
  const signatures = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${timestamp}.${payload}`).digest('hex')}`,
  )
  return [`t=${timestamp}`, ...signatures].join()
}
