import { cryptoSecrets } from '../../../src/adapters/crypto/secrets.ts'
import { memoryPaymentProvider, type MemoryPaymentProvider } from '../../../src/adapters/memory/payment-provider.ts'
import { memoryRepositories } from '../../../src/adapters/memory/repositories.ts'
import { memoryStore, type MemoryStore } from '../../../src/adapters/memory/store.ts'
import type { ProviderOperation } from '../../../src/domain/provider-failure.ts'
import { DEFAULT_PLATFORM } from '../../../src/ports/actor.ts'
import type { EventVerifier } from '../../../src/ports/event-verifier.ts'
import type { SaveResult } from '../../../src/ports/token-repository.ts'
import type { UseCases } from '../../../src/usecases/all.ts'
import { useCasesOver } from '../../support/use-cases.ts'
import type { ReturnUrls } from '../../../src/usecases/links/make-link.ts'
import { faultyProvider, type Draw } from './faulty-provider.ts'
import type { Gate } from './schedules.ts'
import { tokenIn, watch } from './watch.ts'

/** The ports of the use cases, as far as they can be wrong. */
export type MemoryPorts = Pick<Parameters<typeof useCasesOver>[0], 'tokens' | 'queries' | 'inbox' | 'provider'>

/** A seeded bug: the ports of one actor, wrong in one way. It may reach behind them, into what is stored. */
export type MemoryMutant = (
  ports: MemoryPorts,
  behind: { readonly store: MemoryStore; readonly provider: MemoryPaymentProvider },
) => MemoryPorts

export const actor = { platform: DEFAULT_PLATFORM, name: 'proof', requestId: 'proof' }

const HOURS = 336
const SETTLED_MS = 61_000

export type MemoryStage = Awaited<ReturnType<typeof memoryStage>>

/**
 * One client with a token, in memory, in front of the real use cases. Every port call of an actor is a step at a gate;
 * a memory adapter does the whole of a call at once, so what happens between two steps is all that can come between.
 */
export async function memoryStage({
  mutant,
  faults,
}: {
  mutant?: MemoryMutant | undefined
  faults?: Draw | undefined
} = {}) {
  let instant = Date.parse('2026-03-01T12:00:00.000Z')
  const now = () => new Date((instant += 1))
  const store = memoryStore({ now })
  const repositories = memoryRepositories({ now }, store)
  const provider = memoryPaymentProvider({ now })
  const secrets = cryptoSecrets()
  const states: Parameters<ReturnUrls>[0][] = []
  const faulty = faultyProvider(provider)
  const watched = watch({ store, provider: faulty })
  const outside: MemoryPorts = {
    ...repositories,
    provider: faulty.provider,
  }
  const refreshed = new Set<string>()
  const received = new Set<string>()
  const answers: { token: string; url: string }[] = []

  function verify(body: Uint8Array): ReturnType<EventVerifier['verify']> {
    const { id, accountId } = JSON.parse(Buffer.from(body).toString())
    return { id, accountId, type: 'account.updated', kind: 'account', livemode: false, createdAt: now() }
  }

  /** The use cases over these ports, with the bug if there is one. */
  function over(ports: MemoryPorts): UseCases {
    return useCasesOver({
      ...repositories,
      ...(mutant?.(ports, { store, provider }) ?? ports),
      verifier: { verify, accountOf: async () => undefined, whyRefused: () => ({ cause: 'secret' }) },
      secrets,
      returnUrls: (made) => {
        states.push(made)
        return { returnUrl: made.toReturn, refreshUrl: made.toRefresh }
      },
    })
  }

  const calm = over(outside)
  const ada = { name: 'Ada', email: 'ada@example.com', country: 'DE' }
  const invited = await calm.inviteClient({ ...ada, expiresInHours: HOURS }, actor)
  if (invited.outcome !== 'invited') throw new Error(invited.outcome)
  const clientId = invited.client.id
  const first = { id: invited.token.id, secret: invited.linkSecret }
  const links = [first]
  watched.look('nobody', 'the invitation')

  return {
    clientId,
    /** The token that everybody knows of at the beginning. */
    first,
    states,
    watched,
    answers,
    calm,
    /** The use cases as one actor has them: each port call waits at the gate. */
    useCases: (gate: Gate) => over(gatedPorts(outside, gate)),

    /** The answer to an opening; a link in it is handed out. */
    opened(tokenId: string, result: Awaited<ReturnType<UseCases['openLink']>>): typeof result {
      if (result.outcome === 'opened') answers.push({ token: tokenId, url: result.url })
      return result
    },

    /** An event of the provider's was received, and may not have been processed yet. */
    received: (eventId: string): void => void received.add(eventId),

    /** A refresh state has given a link, which it does once. */
    refreshed(state: string): void {
      if (refreshed.has(state)) watched.violate('a refresh state opens once: it has given two links')
      refreshed.add(state)
    },

    issued(result: Awaited<ReturnType<UseCases['issueToken']>>) {
      if (result.outcome !== 'issued') return undefined
      const link = { id: result.token.id, secret: result.linkSecret }
      links.push(link)
      return link
    },

    /** From now on calls to the provider fail as is drawn. */
    trouble: () =>
      faulty.begin((operation) => {
        const fault = faults?.(operation)
        if (fault !== undefined) watched.hit(fault)
        return fault
      }),

    /** The provider does what it is asked for next by this operation, and its answer is lost. */
    loseNext(operation: ProviderOperation): void {
      faulty.begin((asked) => {
        if (asked !== operation) return undefined
        faulty.end()
        return 'lost after'
      })
    },

    /** The client does its part at the provider, if it has an account there. */
    finish(): void {
      const account = provider.accounts().at(-1)
      if (account === undefined) return
      provider.change(account.facts.accountId, { submitted: true, capabilities: { payouts: 'active' }, asks: [] })
    },

    /** The provider's dashboard is where the platform can reject an account as well. */
    reject(): void {
      const account = provider.accounts().at(-1)
      if (account !== undefined && account.facts.hold !== 'disconnected')
        provider.change(account.facts.accountId, { hold: 'rejected' })
    },

    accountId: () => provider.accounts()[0]?.facts.accountId,

    pass(ms: number): void {
      instant += ms
    },

    /** All goes well again: everybody has to get on. */
    async comesToRest(): Promise<void> {
      faulty.end()
      for (const state of [...refreshed]) {
        const { outcome } = await calm.refreshLink(state, actor)
        if (outcome === 'opened') this.refreshed(state)
      }
      for (const id of received) await calm.processEvent(id, actor, forEver())
      if (store.onboardings.get(clientId)?.state.erasedAt !== undefined) return watched.end(answers)
      await beginAgain()
      let link = links.find(({ id }) => isOpen(id))
      if (link === undefined) {
        const result = await calm.issueToken({ clientId, expiresInHours: HOURS }, actor)
        watched.look('nobody', 'a new link in the end')
        link = result.outcome === 'issued' ? { id: result.token.id, secret: result.linkSecret } : undefined
        if (link === undefined && provider.accounts().at(-1)?.facts.submitted !== true)
          watched.violate(`no client is stuck: a new link in the end: ${result.outcome}`)
      }
      if (link !== undefined) {
        let result = await calm.openLink(link.secret, actor)
        if (result.outcome !== 'opened') {
          instant += SETTLED_MS
          result = await calm.openLink(link.secret, actor)
        }
        watched.look('nobody', 'an opening in the end')
        if (result.outcome === 'opened') answers.push({ token: link.id, url: result.url })
        else watched.violate(`no client is stuck: in the end the link answers ${result.outcome}`)
        if (provider.accounts().at(-1)?.facts.submitted === true) {
          await calm.syncClient(clientId, actor)
          watched.look('nobody', 'a look in the end')
          if (tokenIn(store, link.id)?.status !== 'completed')
            watched.violate('no client is stuck: the client has finished, and the token is not completed')
        }
      }
      watched.end(answers)
    },
  }

  /** What staff do for a client whose account was closed or rejected, so that it can go on. */
  async function beginAgain(): Promise<void> {
    const { hold } = provider.accounts().at(-1)?.facts ?? {}
    if (hold === 'disconnected') {
      await calm.resetAccount({ clientId }, actor)
      watched.look('reset', 'a reset in the end')
    } else if (hold === 'rejected') {
      await calm.manageAccount({ clientId, act: { act: 'unreject' } }, actor)
      watched.look('nobody', 'an acceptance in the end')
    }
  }

  function isOpen(tokenId: string): boolean {
    const token = tokenIn(store, tokenId)
    return token !== undefined && ['pending', 'in_progress'].includes(token.status) && token.expiresAt > now()
  }
}

const forEver = () => new AbortController().signal

/**
 * Where it makes no difference in which order two steps are taken, they are not taken in both: the provider's reference never
 * changes, and a save that does not hold changes nothing, so whatever comes between it and the load that follows could
 * as well have come before it.
 */
function gatedPorts(ports: MemoryPorts, gate: Gate): MemoryPorts {
  const { traits, reference } = ports.provider
  let loadsAgain = false
  const noting = async <T extends SaveResult | { readonly saved: SaveResult }>(saving: Promise<T>): Promise<T> => {
    const answer = await saving
    const { outcome } = 'saved' in answer ? answer.saved : answer
    loadsAgain = outcome === 'conflict' || outcome === 'too_late'
    return answer
  }
  const passing: Gate = async (what) => {
    if (what !== 'load' || !loadsAgain) await gate(what)
    loadsAgain = false
  }
  const tokens: MemoryPorts['tokens'] = {
    ...ports.tokens,
    save: (loaded, events, options) => noting(ports.tokens.save(loaded, events, options)),
    saveLocked: (loaded, decide, options) => noting(ports.tokens.saveLocked(loaded, decide, options)),
  }
  return {
    tokens: gated(tokens, passing),
    queries: gated(ports.queries, gate),
    inbox: gated(ports.inbox, gate),
    provider: { ...gated(ports.provider, gate), traits, reference },
  }
}

function gated<Port extends object>(port: Port, gate: Gate): Port {
  const doors = Object.entries(port).map(([name, method]) => [
    name,
    async (...args: unknown[]) => {
      await gate(name)
      return method(...args)
    },
  ])
  return Object.fromEntries(doors) as Port
}
