import type { DeliverySign } from '../../domain/delivery-signs.ts'
import type { DeliverySigns } from '../../ports/delivery-signs.ts'
import type { EventVerifier, SignatureFault } from '../../ports/event-verifier.ts'
import type { Log } from '../../ports/log.ts'
import type { acceptEvent } from './accept-event.ts'

export type ReceiveResult =
  | { readonly outcome: 'new' | 'known' | 'other_mode'; readonly createdAt: Date }
  | { readonly outcome: 'not_signed'; readonly cause: SignatureFault['cause'] }

interface Dependencies {
  readonly verifier: EventVerifier
  readonly log: Log
  readonly accept: ReturnType<typeof acceptEvent>
  readonly signs: DeliverySigns
  readonly platform: string
}

/**
 * Stores a provider event that was delivered and returns immediately; a job processes it. The log says why an event was
 * refused, and whether any has been accepted since the start.
 */
export function receiveEvent({ verifier, log, accept, signs, platform }: Dependencies) {
  let accepted = 0
  // The sender does not wait for it: a count that is lost does no harm.
  const count = (sign: DeliverySign) => void signs.count(platform, sign).catch(() => {})

  return async (body: Uint8Array, signature: string): Promise<ReceiveResult> => {
    const event = verifier.verify(body, signature)
    if (event === undefined) {
      const fault = verifier.whyRefused(body, signature)
      log.warn({ ...fault, acceptedSinceStart: accepted }, `a webhook was refused: ${WORDS[fault.cause]}`)
      count(`refused_${fault.cause}`)
      return { outcome: 'not_signed', cause: fault.cause }
    }
    accepted += 1
    const outcome = await accept(event)
    count(outcome === 'other_mode' ? 'other_mode' : 'delivered')
    return { outcome, createdAt: event.createdAt }
  }
}

const WORDS: Readonly<Record<SignatureFault['cause'], string>> = {
  clock: 'its signature is right but too old; check the clock of this machine, unless it is a repeated delivery',
  body: 'it was changed on the way after it had been signed; let the proxy pass on the body as it is',
  secret: 'none of our secrets signed it; compare the configured webhook secrets with that of the endpoint',
}
