import type { EventVerifier } from '../../ports/event-verifier.ts'
import type { acceptEvent } from './accept-event.ts'

export type ReceiveResult = 'new' | 'known' | 'other_mode' | 'not_signed'

interface Dependencies {
  readonly verifier: EventVerifier
  readonly accept: ReturnType<typeof acceptEvent>
}

/** Stores a provider event that was delivered and returns immediately; a job processes it. */
export function receiveEvent({ verifier, accept }: Dependencies) {
  return async (body: Uint8Array, signature: string): Promise<ReceiveResult> => {
    const event = verifier.verify(body, signature)
    return event === undefined ? 'not_signed' : accept(event)
  }
}
