import { cryptoSecrets } from '../../../src/adapters/crypto/secrets.ts'
import { memoryPaymentProvider, type MemoryPaymentProvider } from '../../../src/adapters/memory/payment-provider.ts'
import { memoryRepositories } from '../../../src/adapters/memory/repositories.ts'
import { memoryStore, type MemoryStore } from '../../../src/adapters/memory/store.ts'
import type { ProviderOperation } from '../../../src/domain/provider-failure.ts'
import type { PaymentProvider } from '../../../src/ports/payment-provider.ts'
import { allUseCases, type UseCases } from '../../../src/usecases/all.ts'
import type { WaysBack } from '../../../src/usecases/open-link.ts'
import { faultyProvider, type Draw } from './faulty-provider.ts'
import type { Gate } from './schedules.ts'
import { watch } from './watch.ts'

/** The ports of the use cases, as far as they can be wrong. */
export type MemoryPorts = Pick<
  Parameters<typeof allUseCases>[0],
  'clients' | 'tokens' | 'accounts' | 'inbox' | 'provider'
>

/** A seeded bug: the ports of one actor, wrong in one way. It may reach behind them, into what is stored. */
export type MemoryMutant = (
  ports: MemoryPorts,
  behind: { readonly store: MemoryStore; readonly provider: MemoryPaymentProvider },
) => MemoryPorts

export const act = { actor: 'proof', requestId: 'proof' }

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
  const states: Parameters<WaysBack>[0][] = []
  const faulty = faultyProvider(provider)
  const watched = watch({ store, provider: faulty })
  const outside: MemoryPorts = {
    ...repositories,
    provider: { ...faulty.provider, parseEvent },
  }
  const refreshed = new Set<string>()
  const answers: { token: string; url: string }[] = []

  function parseEvent(body: Uint8Array): ReturnType<PaymentProvider['parseEvent']> {
    const { id, accountId } = JSON.parse(Buffer.from(body).toString())
    return { id, accountId, type: 'account.updated', kind: 'account', livemode: false, createdAt: now() }
  }

  /** The use cases over these ports, with the bug if there is one. */
  function useCasesOver(ports: MemoryPorts): UseCases {
    return allUseCases({
      ...repositories,
      ...(mutant?.(ports, { store, provider }) ?? ports),
      secrets,
      log: { warn: () => {}, error: () => {} },
      waysBack: (made) => {
        states.push(made)
        return { returnUrl: made.toReturn, refreshUrl: made.toRefresh }
      },
      deadline: () => new AbortController().signal,
      isRefreshedTooOften: async () => false,
      refreshMode: 'redirect',
      livemode: false,
    })
  }

  const calm = useCasesOver(outside)
  const ada = { name: 'Ada', email: 'ada@example.com', country: 'DE' }
  const invited = await calm.inviteClient({ ...ada, expiresInHours: HOURS }, act)
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
    useCases: (gate: Gate) => useCasesOver(gatedPorts(outside, gate)),

    /** The answer to an opening; a link in it is handed out. */
    opened(tokenId: string, result: Awaited<ReturnType<UseCases['openLink']>>): typeof result {
      if (result.outcome === 'opened') answers.push({ token: tokenId, url: result.url })
      return result
    },

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
      const [account] = provider.accounts()
      if (account === undefined) return
      const requirements = { currentlyDue: [], pastDue: [], pendingVerification: [], errors: [] }
      provider.change(account.facts.accountId, { detailsSubmitted: true, payoutsEnabled: true, requirements })
    },

    accountId: () => provider.accounts()[0]?.facts.accountId,

    pass(ms: number): void {
      instant += ms
    },

    /** All goes well again: everybody has to get on. */
    async comesToRest(): Promise<void> {
      faulty.end()
      for (const state of [...refreshed]) {
        const { outcome } = await calm.refreshLink(state, act)
        if (outcome === 'opened') this.refreshed(state)
      }
      if (store.inbox.size > 0) for (const id of store.inbox.keys()) await calm.processEvent(id, act, forEver())
      if (store.erasedIds.has(clientId)) return watched.end(answers)
      let link = links.find(({ id }) => isOpen(id))
      if (link === undefined) {
        const result = await calm.issueToken({ clientId, expiresInHours: HOURS }, act)
        watched.look('nobody', 'a new link in the end')
        link = result.outcome === 'issued' ? { id: result.token.id, secret: result.linkSecret } : undefined
        if (link === undefined && provider.accounts()[0]?.facts.detailsSubmitted !== true)
          watched.violate(`nobody gets stuck: a new link in the end: ${result.outcome}`)
      }
      if (link !== undefined) {
        let result = await calm.openLink(link.secret, act)
        if (result.outcome !== 'opened') {
          instant += SETTLED_MS
          result = await calm.openLink(link.secret, act)
        }
        watched.look('nobody', 'an opening in the end')
        if (result.outcome === 'opened') answers.push({ token: link.id, url: result.url })
        else watched.violate(`nobody gets stuck: in the end the link answers ${result.outcome}`)
        if (provider.accounts()[0]?.facts.detailsSubmitted === true) {
          await calm.syncClient(clientId, act)
          watched.look('nobody', 'a look in the end')
          if (store.tokensById.get(link.id)?.status !== 'completed')
            watched.violate('nobody gets stuck: the client is through, and nobody has noticed')
        }
      }
      watched.end(answers)
    },
  }

  function isOpen(tokenId: string): boolean {
    const token = store.tokensById.get(tokenId)
    return token !== undefined && ['pending', 'in_progress'].includes(token.status) && token.expiresAt > now()
  }
}

const forEver = () => new AbortController().signal

function gatedPorts(ports: MemoryPorts, gate: Gate): MemoryPorts {
  return {
    clients: gated(ports.clients, gate),
    tokens: gated(ports.tokens, gate),
    accounts: gated(ports.accounts, gate),
    inbox: gated(ports.inbox, gate),
    provider: { ...gated(ports.provider, gate), parseEvent: ports.provider.parseEvent },
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
