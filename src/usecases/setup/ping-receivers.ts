import { receiversInUse } from '../../domain/event-receivers.ts'
import type { DeliverySign } from '../../domain/delivery-signs.ts'
import { pingReasons } from '../../domain/event-delivery.ts'
import type { DeliverySigns } from '../../ports/delivery-signs.ts'
import type { EventInbox } from '../../ports/event-inbox.ts'
import type { Log } from '../../ports/log.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import type { ProviderDiagnostics } from '../../ports/provider-diagnostics.ts'
import { attempt } from '../attempt.ts'
import type { PlatformSetup } from './diagnose.ts'

interface Dependencies {
  readonly diagnostics: ProviderDiagnostics
  readonly inbox: EventInbox
  readonly signs: DeliverySigns
  readonly setup: PlatformSetup
  /** Resolves after this many milliseconds. */
  readonly pause: (ms: number) => Promise<void>
  readonly log: Log
}

/** How often, and at which interval in milliseconds, the inbox is searched for a ping: a minute in all. */
const LOOKS = { times: 30, everyMs: 2000 }

/**
 * Has the provider send an event to each receiver of ours that can be tried, and counts whether it arrives within a
 * minute. The log warns of one that does not, with the likely reasons. Returns how many arrived and how many did not.
 */
export function pingReceivers({ diagnostics, inbox, signs, setup, pause, log }: Dependencies) {
  const { platform, api, eventsUrl } = setup

  return async (signal: AbortSignal): Promise<{ readonly arrived: number; readonly missing: number }> => {
    const counts = { arrived: 0, missing: 0 }
    const looked = await diagnostics.inspect([api], signal)
    if ('failure' in looked) {
      log.warn({ provider: looked.failure }, 'the receivers of events could not be pinged')
      return counts
    }
    for (const kind of looked.found.receivers) {
      for (const { id } of receiversInUse(kind, eventsUrl)) {
        const eventId = await attempt(() => diagnostics.ping(kind, id, signal))
        if (eventId instanceof PaymentProviderError) {
          log.warn({ receiver: id, provider: eventId.failure }, 'a receiver of events could not be pinged')
        } else if (eventId !== undefined) {
          const sign = (await hasArrived(eventId, signal)) ? 'ping_arrived' : 'ping_missing'
          counts[sign === 'ping_arrived' ? 'arrived' : 'missing'] += 1
          await note(sign, id)
        }
      }
    }
    return counts
  }

  async function hasArrived(eventId: string, signal: AbortSignal): Promise<boolean> {
    for (let look = 0; look < LOOKS.times && !signal.aborted; look += 1) {
      if ((await inbox.find(platform, eventId)) !== undefined) return true
      await pause(LOOKS.everyMs)
    }
    return (await inbox.find(platform, eventId)) !== undefined
  }

  async function note(sign: DeliverySign, receiver: string): Promise<void> {
    await signs.count(platform, sign)
    if (sign === 'ping_arrived') return
    const reasons = pingReasons((await signs.load(platform)).record)
    log.warn({ receiver, reasons }, 'a ping of the provider did not arrive within a minute: check the set-up')
  }
}
