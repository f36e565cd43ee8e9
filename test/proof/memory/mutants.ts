import type { MemoryStore } from '../../../src/adapters/memory/store.ts'
import { parametersFor } from '../../../src/domain/account-intent.ts'
import type { Client } from '../../../src/domain/client.ts'
import type { OnboardingToken } from '../../../src/domain/onboarding-token.ts'
import { PaymentProviderError } from '../../../src/ports/payment-provider.ts'
import { act, type MemoryMutant, type MemoryPorts } from './stage.ts'

const withTokens = (ports: MemoryPorts, wrong: Partial<MemoryPorts['tokens']>): MemoryPorts => ({
  ...ports,
  tokens: { ...ports.tokens, ...wrong },
})

const withProvider = (ports: MemoryPorts, wrong: Partial<MemoryPorts['provider']>): MemoryPorts => ({
  ...ports,
  provider: { ...ports.provider, ...wrong },
})

const withAccounts = (ports: MemoryPorts, wrong: Partial<MemoryPorts['accounts']>): MemoryPorts => ({
  ...ports,
  accounts: { ...ports.accounts, ...wrong },
})

/** Writes a token as an UPDATE by id alone would. */
function put(store: MemoryStore, tokenId: string, status: 'in_progress' | 'completed', type: string): void {
  const token = store.tokenOf(tokenId)
  const at = store.now()
  const { id, clientId, purpose, issuedAt, expiresAt, attempts } = token
  const issued = { id, clientId, purpose, issuedAt, expiresAt, attempts }
  const after: OnboardingToken =
    status === 'completed' ? { ...issued, status, completedAt: at } : { ...issued, status, startedAt: at }
  store.moved(act, token, after, type)
}

let counter = 0

/** A key that means nothing: another generation each time, as the provider sees it. */
const anyKey = () => 1_000_000 + (counter += 1)

const randomKey: MemoryMutant = (ports) =>
  withProvider(ports, {
    createAccount: (request, signal) => ports.provider.createAccount({ ...request, generation: anyKey() }, signal),
  })

/** What the last statement refused is written all the same. */
const lastStatementWithout =
  (guard: 'status' | 'expiry'): MemoryMutant =>
  (ports, { store }) =>
    withTokens(ports, {
      async recordLink(link, by) {
        const recorded = await ports.tokens.recordLink(link, by)
        if (recorded.outcome !== 'refused') return recorded
        const { status } = store.tokenOf(link.tokenId)
        const isOver = status === 'revoked' || status === 'completed'
        if (isOver !== (guard === 'status')) return recorded
        put(store, link.tokenId, 'in_progress', 'link_created')
        store.attempts.set(store.keyOf(link.stateHash), {
          tokenId: link.tokenId,
          linkExpiresAt: link.linkExpiresAt,
          handedOutAt: store.now(),
          refreshKey: store.keyOf(link.refreshHash),
          refreshUntil: link.refreshUntil,
        })
        return { outcome: 'recorded' }
      },
    })

/** The algorithm of an earlier implementation: no key, nothing stored before the end, a last UPDATE by id. */
const origin: MemoryMutant = (ports, behind) => {
  const rekeyed = randomKey(lastStatementWithout('status')(ports, behind), behind)
  return withTokens(rekeyed, {
    recordFailure: ({ created: _forgotten, ...failure }, by) => rekeyed.tokens.recordFailure(failure, by),
  })
}

/** Bugs that are easy to make here, each a small wrapper over the ports. `npm run test:proof T3b` shows who sees them. */
export const MEMORY_MUTANTS: Readonly<Record<string, MemoryMutant>> = {
  'the algorithm of an earlier implementation': origin,

  'a random idempotency key': randomKey,

  'an idempotency key for each token': (ports) => {
    let tokenId = ''
    const keys = withTokens(ports, {
      async findBySecret(hash) {
        const opening = await ports.tokens.findBySecret(hash)
        tokenId = opening?.token.id ?? ''
        return opening
      },
    })
    return withProvider(keys, {
      createAccount: (request, signal) => {
        const generation = tokenId === '' ? request.generation : Number.parseInt(tokenId.slice(0, 8), 16) + 2
        return ports.provider.createAccount({ ...request, generation }, signal)
      },
    })
  },

  'parameters that are not frozen': (ports) =>
    withTokens(ports, {
      async openIntent(clientId) {
        const opened = await ports.tokens.openIntent(clientId)
        const record = await ports.clients.find(clientId)
        if (opened.intent.status !== 'open' || record === undefined) return opened
        return { ...opened, intent: { ...opened.intent, parameters: parametersFor(record.client) } }
      },
    }),

  'parameters of the client as it was read before': (ports, { store }) => {
    let read: Client | undefined
    return withTokens(ports, {
      async findBySecret(hash) {
        const opening = await ports.tokens.findBySecret(hash)
        read = opening?.client
        return opening
      },
      async openIntent(clientId) {
        const opened = await ports.tokens.openIntent(clientId)
        if (opened.intent.status !== 'open' || opened.intent.tries > 1 || read === undefined) return opened
        const intent = { ...opened.intent, parameters: parametersFor(read) }
        store.intents.set(clientId, intent)
        return { ...opened, intent }
      },
    })
  },

  'a last statement that does not look at the status again': lastStatementWithout('status'),

  'a last statement that does not look at the expiry again': lastStatementWithout('expiry'),

  'a last statement that takes pending tokens only': (ports, { store }) =>
    withTokens(ports, {
      recordLink: async (link, by) =>
        store.tokenOf(link.tokenId).status === 'in_progress'
          ? { outcome: 'refused' }
          : ports.tokens.recordLink(link, by),
    }),

  'the token moves before the link is there': (ports, { store }) => {
    let tokenId = ''
    const moving = withTokens(ports, {
      async findBySecret(hash) {
        const opening = await ports.tokens.findBySecret(hash)
        tokenId = opening?.token.id ?? ''
        return opening
      },
    })
    return withProvider(moving, {
      createAccountLink(request, signal) {
        if (store.tokensById.get(tokenId)?.status === 'pending') put(store, tokenId, 'in_progress', 'link_created')
        return ports.provider.createAccountLink(request, signal)
      },
    })
  },

  'the next generation when a key is spent, without a search': (ports, { store }) =>
    withTokens(ports, {
      async changeIntent({ intent, to }) {
        await ports.tokens.changeIntent({ intent, to })
        const stored = store.intents.get(intent.clientId)
        if (stored?.status === 'settling') store.changeIntent({ intent: stored, to: 'close' })
      },
    }),

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

  'a spent key that is asked again and again': (ports) =>
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
    withTokens(ports, {
      async findByState(hash) {
        const wayBack = await ports.tokens.findByState(hash)
        if (wayBack?.token.status === 'in_progress') put(store, wayBack.token.id, 'completed', 'token_completed')
        return wayBack
      },
    }),

  'a refresh state that is good for ever': (ports) =>
    withTokens(ports, {
      async findByRefreshState(hash) {
        const found = await ports.tokens.findByRefreshState(hash)
        return found && { ...found, attempt: { refreshUntil: found.attempt.refreshUntil } }
      },
      useRefreshState: async () => true,
    }),

  'an event is believed': (ports, { store }) => ({
    ...ports,
    inbox: {
      ...ports.inbox,
      async find(eventId) {
        const event = await ports.inbox.find(eventId)
        const token = [...store.tokensById.values()].find(({ status }) => status === 'in_progress')
        if (event?.accountId !== undefined && token !== undefined) put(store, token.id, 'completed', 'token_completed')
        return event
      },
    },
  }),

  'completion that does not look whether the token is over': (ports, { store }) =>
    withAccounts(ports, {
      async saveSnapshot(record, by) {
        const before = [...store.tokensById.values()].find(({ status }) => status === 'revoked')
        const saved = await ports.accounts.saveSnapshot(record, by)
        if (before !== undefined && record.snapshot.detailsSubmitted)
          put(store, before.id, 'completed', 'token_completed')
        return saved
      },
    }),

  'a new token that leaves the open one open': (ports, { store }) =>
    withTokens(ports, {
      async issue(clientId, token, by) {
        const open = [...store.tokensById.values()].find(
          ({ status }) => status === 'pending' || status === 'in_progress',
        )
        const issued = await ports.tokens.issue(clientId, token, by)
        if (open !== undefined && issued.outcome === 'issued') store.tokensById.set(open.id, open)
        return issued
      },
    }),

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

  'an intent that lives in the process only': (ports, { store }) =>
    withTokens(ports, {
      async openIntent(clientId) {
        const opened = await ports.tokens.openIntent(clientId)
        if (opened.intent.status === 'open') store.intents.delete(clientId)
        return opened
      },
    }),

  'an erasure that does not bar the account that is about to be created': (ports, { store }) => ({
    ...ports,
    clients: {
      ...ports.clients,
      async erase(clientId, by) {
        const erased = await ports.clients.erase(clientId, by)
        if (store.intents.get(clientId)?.status === 'barred') store.intents.delete(clientId)
        return erased
      },
    },
  }),

  'an audit event that is not written': (ports, { store }) =>
    withTokens(ports, {
      async revoke(tokenId, reason, by) {
        const before = store.events.length
        const revoked = await ports.tokens.revoke(tokenId, reason, by)
        store.events.splice(before)
        return revoked
      },
    }),
}

type Link = Awaited<ReturnType<MemoryPorts['provider']['createAccountLink']>>

const links = new WeakMap<MemoryStore, Map<string, Link>>()

function linksOf(store: MemoryStore): Map<string, Link> {
  const known = links.get(store) ?? new Map<string, Link>()
  links.set(store, known)
  return known
}
