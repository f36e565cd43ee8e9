import type { Ports } from '../../src/compose.ts'
import type { OnboardingEvent, OnboardingEventType } from '../../src/domain/onboarding-event.ts'
import type { Lookup, TokenRepository } from '../../src/ports/token-repository.ts'
import type { PaymentProvider, PaymentProviders } from '../../src/ports/payment-provider.ts'

/** A point in an operation: just before a port call, or after its response. */
export type Checkpoint = `${'before' | 'after'} ${PortCall}`

type LookupKey = Lookup extends infer Each
  ? Each extends Lookup
    ? Exclude<keyof Each, 'platform' | 'actor'>
    : never
  : never

/** Saves are named after their main event, loads after the lookup's key. */
type PortCall =
  | `load ${LookupKey}`
  | `save ${OnboardingEventType}`
  | 'saveLocked'
  | Exclude<keyof PaymentProvider, 'traits'>
  | 'accountOf'
  | keyof Ports['inbox']

/** Called for each checkpoint that a request passes. The request continues when it resolves. */
export type Visit = (checkpoint: Checkpoint) => Promise<void>

/** The main event of a save: the first of these among its events. */
const LEADS: readonly OnboardingEventType[] = [
  'link_created',
  'provider_failed',
  'client_invited',
  'client_erased',
  'client_changed',
  'token_issued',
  'account_refreshed',
  'account_stored',
]

const leadOf = (events: readonly OnboardingEvent[]): OnboardingEventType | undefined =>
  LEADS.find((lead) => events.some(({ type }) => type === lead)) ?? events[0]?.type

const keyOf = (by: Lookup): string | undefined => Object.keys(by).find((key) => key !== 'platform' && key !== 'actor')

/** The ports, with `visit` called before and after each call. */
export function watched(ports: Ports, visit: Visit): Ports {
  return {
    ...ports,
    tokens: watchedTokens(ports.tokens, visit),
    inbox: watchedPort(ports.inbox, visit),
    providers: watchedProviders(ports.providers, visit),
    backgroundProviders: watchedProviders(ports.backgroundProviders, visit),
    verifier: watchedPort(ports.verifier, visit),
  }
}

function watchedTokens(tokens: TokenRepository, visit: Visit): TokenRepository {
  const named = async <T>(name: string, call: () => Promise<T>): Promise<T> => {
    await visit(`before ${name as PortCall}`)
    const answer = await call()
    await visit(`after ${name as PortCall}`)
    return answer
  }
  return {
    load: ((by: Lookup) => named(`load ${keyOf(by)}`, () => tokens.load(by))) as TokenRepository['load'],
    now: () => tokens.now(),
    save: (loaded, events, options) => named(`save ${leadOf(events)}`, () => tokens.save(loaded, events, options)),
    saveLocked: (loaded, decide, options) => named('saveLocked', () => tokens.saveLocked(loaded, decide, options)),
  }
}

const watchedProviders = (providers: PaymentProviders, visit: Visit): PaymentProviders => {
  const [first, ...others] = providers.map((provider) => watchedPort(provider, visit))
  return [first as PaymentProvider, ...others]
}

function watchedPort<Port extends object>(port: Port, visit: Visit): Port {
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      // It calls nothing and is synchronous.
      if (typeof method !== 'function' || name === 'verify') return method
      return async (...args: unknown[]) => {
        await visit(`before ${String(name) as PortCall}`)
        const answer: unknown = await Reflect.apply(method, target, args)
        await visit(`after ${String(name) as PortCall}`)
        return answer
      }
    },
  })
}

/** Holds requests at checkpoints until a test releases them, so that an interleaving needs no sleeps. */
export function checkpoints() {
  let holds: { checkpoint: Checkpoint; reach: () => void; released: Promise<void> }[] = []
  return {
    visit: async (checkpoint: Checkpoint) => {
      const hold = holds.find((other) => other.checkpoint === checkpoint)
      if (hold === undefined) return
      holds = holds.filter((other) => other !== hold)
      hold.reach()
      await hold.released
    },

    /**
     * Holds the next request that passes the checkpoint. `reached` resolves when it is held; `release` lets it
     * continue.
     */
    hold(checkpoint: Checkpoint) {
      const reached = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      holds.push({ checkpoint, reach: reached.resolve, released: released.promise })
      return { reached: reached.promise, release: released.resolve }
    },
  }
}
