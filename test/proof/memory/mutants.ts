import { hex, type MemoryStore } from '../../../src/adapters/memory/store.ts'
import { parametersFor } from '../../../src/domain/account-intent.ts'
import type { Client } from '../../../src/domain/client.ts'
import type { EventOf, OnboardingEvent, OnboardingEventType } from '../../../src/domain/onboarding-event.ts'
import type { OnboardingToken } from '../../../src/domain/onboarding-token.ts'
import type { Onboarding } from '../../../src/domain/onboarding.ts'
import { PaymentProviderError } from '../../../src/ports/payment-provider.ts'
import type { Lookup, TokenRepository } from '../../../src/ports/token-repository.ts'
import {
  failingOnConflict,
  forcingThrough,
  ignoringNotAfter,
  ignoringTheVersion,
  type WrongSaves,
} from '../../support/wrong-saves.ts'
import { actor, type MemoryMutant, type MemoryPorts } from './stage.ts'
import { tokenIn } from './watch.ts'

const withTokens = (ports: MemoryPorts, wrong: Partial<MemoryPorts['tokens']>): MemoryPorts => ({
  ...ports,
  tokens: { ...ports.tokens, ...wrong },
})

const withProvider = (ports: MemoryPorts, wrong: Partial<MemoryPorts['provider']>): MemoryPorts => ({
  ...ports,
  provider: { ...ports.provider, ...wrong },
})

const withSaves =
  (wrong: WrongSaves): MemoryMutant =>
  (ports) => ({ ...ports, tokens: wrong(ports.tokens) })

/** Other events are saved than were decided. */
const savingOther = (
  ports: MemoryPorts,
  other: (events: readonly OnboardingEvent[]) => OnboardingEvent[],
): MemoryPorts =>
  withTokens(ports, {
    save: (loaded, events, options) => ports.tokens.save(loaded, other(events), options),
    saveLocked: (loaded, decide, options) =>
      ports.tokens.saveLocked(
        loaded,
        (state, now) => {
          const decision = decide(state, now)
          return { ...decision, events: other(decision.events) }
        },
        options,
      ),
  })

/** Something is done to what is stored once events with one of this type were saved. */
const afterSaving = <T extends OnboardingEventType>(
  ports: MemoryPorts,
  type: T,
  then: (event: EventOf<T>, before: Onboarding) => void,
): MemoryPorts =>
  withTokens(ports, {
    async save(loaded, events, options) {
      const saved = await ports.tokens.save(loaded, events, options)
      const event = eventOf(events, type)
      if (saved.outcome === 'saved' && loaded !== undefined && event !== undefined) then(event, loaded.state)
      return saved
    },
  })

/** Loads as it should, and then something is done with what was found by this. */
const loading = (
  ports: MemoryPorts,
  isIt: (by: Lookup) => boolean,
  then: (found: NonNullable<Awaited<ReturnType<TokenRepository['load']>>>) => typeof found | void,
): MemoryPorts =>
  withTokens(ports, {
    load: (async (by: Lookup) => {
      const found = await ports.tokens.load(by)
      if (found === undefined || !isIt(by)) return found
      return then(found) ?? found
    }) as TokenRepository['load'],
  })

const bySecret = (by: Lookup): boolean => 'secretHash' in by
const byReturnState = (by: Lookup): boolean => 'stateHash' in by
const byRefreshState = (by: Lookup): boolean => 'refreshHash' in by

function eventOf<T extends OnboardingEventType>(events: readonly OnboardingEvent[], type: T): EventOf<T> | undefined {
  return events.find((event): event is EventOf<T> & OnboardingEvent => event.type === type)
}

/** Changes what is stored, as a save without a decision would. */
function change(store: MemoryStore, clientId: string, to: (state: Onboarding) => Onboarding): void {
  const stored = store.onboardings.get(clientId)
  if (stored === undefined) throw new Error(`no client ${clientId}`)
  store.onboardings.set(clientId, { state: to(stored.state), version: stored.version + 1 })
}

const withToken =
  (token: OnboardingToken) =>
  (state: Onboarding): Onboarding => ({
    ...state,
    tokens: state.tokens.map((other) => (other.id === token.id ? token : other)),
  })

/** Writes a token as an UPDATE by id alone would. */
function put(store: MemoryStore, tokenId: string, status: 'in_progress' | 'completed', type: string): void {
  const token = tokenIn(store, tokenId)
  if (token === undefined) throw new Error(`no token ${tokenId}`)
  const at = store.now()
  const { id, clientId, purpose, issuedAt, expiresAt, attempts } = token
  const issued = { id, clientId, purpose, issuedAt, expiresAt, attempts }
  const after: OnboardingToken =
    status === 'completed' ? { ...issued, status, completedAt: at } : { ...issued, status, startedAt: at }
  change(store, clientId, withToken(after))
  const { platform, name, requestId } = actor
  const told = { id: String(store.audit.length + 1), at, clientId, platform, actor: name, requestId }
  store.audit.push({ ...told, type, tokenId, from: token.status, to: status })
}

const tokenWith = (store: MemoryStore, isIt: (token: OnboardingToken) => boolean): OnboardingToken | undefined =>
  [...store.onboardings.values()].flatMap(({ state }) => state.tokens).find(isIt)

let counter = 0

/** A key that means nothing: another generation each time, as the provider sees it. */
const anyKey = () => 1_000_000 + (counter += 1)

const randomKey: MemoryMutant = (ports) =>
  withProvider(ports, {
    createAccount: (request, signal) => ports.provider.createAccount({ ...request, generation: anyKey() }, signal),
  })

/** A link that did not hold, because the token had ended meanwhile, is written all the same. */
const lastStatementWithout =
  (guard: 'status' | 'expiry'): MemoryMutant =>
  (ports, { store }) =>
    withTokens(ports, {
      async save(loaded, events, options) {
        const saved = await ports.tokens.save(loaded, events, options)
        const link = eventOf(events, 'link_created')
        const token = link && tokenIn(store, link.tokenId)
        if (saved.outcome === 'saved' || loaded === undefined || link === undefined || token === undefined) return saved
        const isOver = token.status === 'revoked' || token.status === 'completed'
        const isUnseen = guard === 'status' ? isOver : !isOver && store.now() >= token.expiresAt
        if (!isUnseen) return saved
        put(store, link.tokenId, 'in_progress', 'link_created')
        store.attempts.set(hex(link.stateHash), {
          tokenId: link.tokenId,
          handedOutAt: store.now(),
          refreshHash: hex(link.refreshHash),
          refreshUntil: link.refreshUntil,
        })
        return { outcome: 'saved', loaded }
      },
    })

/** The algorithm of an earlier implementation: no key, nothing stored before the end, a last UPDATE by id. */
const origin: MemoryMutant = (ports, behind) =>
  savingOther(randomKey(lastStatementWithout('status')(ports, behind), behind), (events) =>
    events.filter(({ type }) => type !== 'account_stored' || eventOf(events, 'provider_failed') === undefined),
  )

/** Bugs that are easy to make here, each a small wrapper over the ports. `npm run test:proof T3b` shows who sees them. */
export const MEMORY_MUTANTS: Readonly<Record<string, MemoryMutant>> = {
  'the algorithm of an earlier implementation': origin,

  'a random idempotency key': randomKey,

  'an idempotency key for each token': (ports) => {
    let tokenId = ''
    const keys = loading(ports, bySecret, (found) => {
      tokenId = found.tokenId ?? ''
    })
    return withProvider(keys, {
      createAccount: (request, signal) => {
        const generation = tokenId === '' ? request.generation : Number.parseInt(tokenId.slice(0, 8), 16) + 2
        return ports.provider.createAccount({ ...request, generation }, signal)
      },
    })
  },

  'parameters that are not frozen': (ports, { store }) =>
    withProvider(ports, {
      createAccount(request, signal) {
        const client = store.onboardings.get(request.clientId)?.state.client
        const parameters = client === undefined ? request.parameters : parametersFor(client)
        return ports.provider.createAccount({ ...request, parameters }, signal)
      },
    }),

  'parameters of the client as it was read before': (ports) => {
    let read: Client | undefined
    const reading = loading(ports, bySecret, (found) => {
      read ??= found.state.client
    })
    return savingOther(reading, (events) =>
      events.map((event) =>
        event.type === 'intent_opened' && read !== undefined ? { ...event, parameters: parametersFor(read) } : event,
      ),
    )
  },

  'a last statement that does not check the status again': lastStatementWithout('status'),

  'a last statement that does not check the expiry again': lastStatementWithout('expiry'),

  'a last statement that takes pending tokens only': (ports, { store }) => {
    const isTaken = (events: readonly OnboardingEvent[]) => {
      const link = eventOf(events, 'link_created')
      return link === undefined || tokenIn(store, link.tokenId)?.status === 'pending'
    }
    return withTokens(ports, {
      save: async (loaded, events, options) =>
        isTaken(events) ? ports.tokens.save(loaded, events, options) : { outcome: 'conflict' },
      async saveLocked(loaded, decide, options) {
        const { events, result } = decide(loaded.state, loaded.now)
        return isTaken(events)
          ? ports.tokens.saveLocked(loaded, decide, options)
          : { saved: { outcome: 'conflict' }, result }
      },
    })
  },

  'a save that ignores the version': withSaves(ignoringTheVersion),

  'a save that ignores until when it holds': withSaves(ignoringNotAfter),

  'a decision that is forced through on a newer version': withSaves(forcingThrough),

  'a conflict that is taken for a failure': withSaves(failingOnConflict),

  'what is stored is not what the events say': (ports, { store }) =>
    afterSaving(ports, 'token_revoked', ({ tokenId }, { client, tokens }) => {
      const before = tokens.find(({ id }) => id === tokenId)
      if (before !== undefined) change(store, client.id, withToken(before))
    }),

  'the token moves before the link is there': (ports, { store }) => {
    let tokenId = ''
    const moving = loading(ports, bySecret, (found) => {
      tokenId = found.tokenId ?? ''
    })
    return withProvider(moving, {
      createAccountLink(request, signal) {
        if (tokenIn(store, tokenId)?.status === 'pending') put(store, tokenId, 'in_progress', 'link_created')
        return ports.provider.createAccountLink(request, signal)
      },
    })
  },

  'the next generation when a key is spent, without a search': (ports) =>
    savingOther(ports, (events) =>
      events.flatMap<OnboardingEvent>((event) =>
        event.type === 'intent_settling' ? [event, { type: 'intent_closed' }] : [event],
      ),
    ),

  'the next generation when a connection is lost': (ports) =>
    withProvider(ports, {
      async createAccount(request, signal) {
        try {
          return await ports.provider.createAccount(request, signal)
        } catch (error) {
          if (!(error instanceof PaymentProviderError) || error.failure.outcome !== 'unknown') throw error
          throw new PaymentProviderError({ ...error.failure, outcome: 'refused' })
        }
      },
    }),

  'a spent key that is used again and again': (ports) =>
    withProvider(ports, {
      async createAccount(request, signal) {
        try {
          return await ports.provider.createAccount(request, signal)
        } catch (error) {
          if (!(error instanceof PaymentProviderError) || error.failure.outcome !== 'key_spent') throw error
          throw new PaymentProviderError({ ...error.failure, outcome: 'unknown' })
        }
      },
    }),

  'coming back counts as having finished': (ports, { store }) =>
    loading(ports, byReturnState, ({ tokenId = '' }) => {
      if (tokenIn(store, tokenId)?.status === 'in_progress') put(store, tokenId, 'completed', 'token_completed')
    }),

  'a refresh state that is good for ever': (ports) =>
    loading(ports, byRefreshState, (found) => {
      if (found.state.attempt === undefined) return found
      const { refreshedAt: _used, ...attempt } = found.state.attempt
      return { ...found, state: { ...found.state, attempt } }
    }),

  'an event is believed': (ports, { store }) => ({
    ...ports,
    inbox: {
      ...ports.inbox,
      async find(platform, eventId) {
        const event = await ports.inbox.find(platform, eventId)
        const token = tokenWith(store, ({ status }) => status === 'in_progress')
        if (event?.accountId !== undefined && token !== undefined) put(store, token.id, 'completed', 'token_completed')
        return event
      },
    },
  }),

  'completion that does not check whether the token has ended': (ports, { store }) =>
    afterSaving(ports, 'account_refreshed', ({ snapshot }, before) => {
      const revoked = before.tokens.find(({ status }) => status === 'revoked')
      if (revoked !== undefined && snapshot.submitted) put(store, revoked.id, 'completed', 'token_completed')
    }),

  'a new token that leaves the open one open': (ports) =>
    savingOther(ports, (events) =>
      events.filter((event) => event.type !== 'token_revoked' || event.reason !== 'replaced'),
    ),

  'a link that is handed out again': (ports, { store }) => {
    const links = linksOf(store)
    return withProvider(ports, {
      async createAccountLink(request, signal) {
        const link = links.get(request.accountId) ?? (await ports.provider.createAccountLink(request, signal))
        links.set(request.accountId, link)
        return link
      },
    })
  },

  'an intent that lives in the process only': (ports, { store }) => {
    const forget = (_event: object, { client }: Onboarding) => change(store, client.id, withoutIntent)
    return afterSaving(afterSaving(ports, 'intent_opened', forget), 'intent_tried', forget)
  },

  // Without its token an opening requests no account, barred or not, so the bug leaves the token open too.
  'an erasure that does not end the opening that is under way': (ports) =>
    savingOther(ports, (events) => {
      const isErasure = events.some(({ type }) => type === 'client_erased')
      return events.filter(({ type }) => !isErasure || (type !== 'intent_barred' && type !== 'token_revoked'))
    }),

  'an audit event that is not written': (ports, { store }) =>
    afterSaving(ports, 'token_revoked', ({ tokenId }) => {
      const written = store.audit.findLastIndex((event) => event.tokenId === tokenId && event.to === 'revoked')
      store.audit.splice(written, 1)
    }),
}

function withoutIntent(state: Onboarding): Onboarding {
  const { intent: _forgotten, ...rest } = state
  return rest
}

type Link = Awaited<ReturnType<MemoryPorts['provider']['createAccountLink']>>

const links = new WeakMap<MemoryStore, Map<string, Link>>()

function linksOf(store: MemoryStore): Map<string, Link> {
  const known = links.get(store) ?? new Map<string, Link>()
  links.set(store, known)
  return known
}
