import type { Stripe } from 'stripe'
import type { EventVerifier } from '../../ports/event-verifier.ts'
import { checked, EventAnswer } from './answers.ts'
import { askV2 } from './ask.ts'
import type { Pace } from './pacer.ts'
import { isAccountId, parseEvent } from './parse-event.ts'
import { signatureFault } from './signature-fault.ts'

/** Verifies the events of both generations. `webhookSecrets`: of all endpoints, and old ones during a rotation. */
export function stripeEventVerifier({
  stripe,
  pace,
  webhookSecrets,
}: {
  readonly stripe: Stripe
  readonly pace: Pace
  readonly webhookSecrets: readonly string[]
}): EventVerifier {
  return {
    verify: (body, signature) => parseEvent(stripe, webhookSecrets, body, signature),

    whyRefused: (body, signature) =>
      signatureFault({ stripe, secrets: webhookSecrets }, Buffer.from(body), signature, Date.now()),

    accountOf: (eventId, signal) =>
      askV2('retrieve_account', signal, async () => {
        await pace.retrieveAccount.turn(signal)
        const { data } = checked(EventAnswer, await stripe.v2.core.events.retrieve(eventId), 'retrieve_account')
        return isAccountId(data?.account_id) ? data.account_id : undefined
      }),
  }
}
