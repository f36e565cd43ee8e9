import type { MemoryStore } from '../../../src/adapters/memory/store.ts'
import type { OnboardingToken } from '../../../src/domain/onboarding-token.ts'
import type { FaultyProvider } from './faulty-provider.ts'

/** Every move that a stored token may make. Written down here again, so that the domain is not its own judge. */
export const LEGAL_MOVES = [
  '- -> pending',
  'pending -> in_progress',
  'pending -> completed',
  'pending -> revoked',
  'in_progress -> completed',
  'in_progress -> revoked',
]

const isOpen = (status: string) => status === 'pending' || status === 'in_progress'

/** Every token that is stored. */
const tokensIn = ({ onboardings }: MemoryStore): OnboardingToken[] =>
  [...onboardings.values()].flatMap(({ state }) => state.tokens)

/** A token as it is stored. */
export const tokenIn = (store: MemoryStore, tokenId: string): OnboardingToken | undefined =>
  tokensIn(store).find(({ id }) => id === tokenId)

/**
 * Looks at everything that is stored, and at everything that the provider holds, after each step. It asks no
 * repository, reads no trail and knows no domain: what it says is what somebody would see who looks from outside.
 */
export function watch({ store, provider }: { store: MemoryStore; provider: FaultyProvider }) {
  const violations: string[] = []
  const moves = new Map<string, string[]>()
  const statuses = new Map<string, string>()
  const accountOf = new Map<string, string>()
  /** The accounts that staff have detached: each allows one more, and never comes back. */
  const detached = new Set<string>()
  const accountsWhenErased = new Map<string, number>()
  const saved = new Map<string, { version: number; state: string }>()
  let links = 0
  const hits = new Map<string, number>()

  const violate = (what: string) => void violations.push(what)
  const hit = (what: string) => void hits.set(what, (hits.get(what) ?? 0) + 1)

  /** Whoever is erased has left nothing personal here, and gets no account any more. */
  function lookAtErased(clientId: string, accounts: number, during: string): void {
    const before = accountsWhenErased.get(clientId) ?? accounts
    accountsWhenErased.set(clientId, before)
    if (accounts > before) violate(`erased for good: an account was created ${during}`)
    const { client, intent } = store.onboardings.get(clientId)?.state ?? {}
    if (JSON.stringify([client, intent]).includes('@example.com'))
      violate(`erased for good: an address is kept ${during}`)
  }

  /** A save holds only for the version that was loaded, so nothing may change without another version. */
  function lookAtVersion(clientId: string, during: string): void {
    const { version = 0, state } = store.onboardings.get(clientId) ?? {}
    const before = saved.get(clientId)
    const now = { version, state: JSON.stringify(state) }
    saved.set(clientId, now)
    if (before === undefined || before.version < version) return
    if (before.version > version || before.state !== now.state)
      violate(`a version for each change: ${before.version} became ${version} ${during}`)
  }

  /** An account keeps its country, so it has to be the client's from the beginning. */
  function lookAtCountry(clientId: string, accounts: ReturnType<FaultyProvider['accounts']>, during: string): void {
    const country = store.onboardings.get(clientId)?.state.client.country
    for (const { parameters } of accounts)
      if (parameters.country !== country)
        violate(`the client's country: an account is in ${parameters.country} and its client in ${country} ${during}`)
  }

  return {
    violations,
    violate,
    hits,
    hit,

    look(who: string, step: string): void {
      const during = `during ${step} of ${who}`
      const now = store.now()
      for (const { id, clientId, status, expiresAt, purpose } of tokensIn(store)) {
        const before = statuses.get(id) ?? '-'
        if (before === status) continue
        const move = `${before} -> ${status}`
        hit(move)
        moves.set(id, [...(moves.get(id) ?? []), move])
        statuses.set(id, status)
        if (!LEGAL_MOVES.includes(move)) violate(`only legal moves: ${move} ${during}`)
        const held = provider.accounts().filter((account) => account.clientId === clientId)
        if (status === 'completed' && purpose === 'onboarding' && !held.some(({ facts }) => facts.submitted))
          violate(`completed on evidence: the provider has none ${during}`)
        if (status === 'in_progress' && !held.some(({ facts }) => provider.linksOf(facts.accountId) > 0))
          violate(`the provider first: no link was made and the token is in progress ${during}`)
        if (status === 'in_progress' && now > expiresAt) violate(`no link after expiry: moved ${during}`)
      }
      const kept = [...store.attempts.values()].slice(links)
      links = store.attempts.size
      for (const { tokenId, handedOutAt } of kept) {
        const token = tokenIn(store, tokenId)
        if (token === undefined || token.status !== 'in_progress')
          violate(`no link after the end: kept for a token that is ${token?.status} ${during}`)
        else if (handedOutAt >= token.expiresAt) violate(`no link after expiry: kept ${during}`)
      }
      for (const [clientId, { state }] of store.onboardings) {
        lookAtVersion(clientId, during)
        const open = state.tokens.filter(({ status }) => isOpen(status)).length
        if (open > 1) violate(`one open token: ${open} ${during}`)
        const stored = state.account?.snapshot.accountId
        const before = accountOf.get(clientId)
        if (before !== undefined && stored !== before && who.startsWith('reset')) {
          hit('resets')
          detached.add(before)
          accountOf.delete(clientId)
        } else if (before !== undefined && stored !== before) {
          violate(`written once: ${before} became ${stored} ${during}`)
        }
        if (stored !== undefined && detached.has(stored)) violate(`detached for good: ${stored} is back ${during}`)
        const held = provider
          .accounts()
          .filter(({ facts, ...account }) => account.clientId === clientId && !detached.has(facts.accountId))
        if (held.length > 1) violate(`one account: ${held.length} at the provider ${during}`)
        if (state.erasedAt !== undefined) lookAtErased(clientId, held.length, during)
        else lookAtCountry(clientId, held, during)
        if (stored === undefined) continue
        accountOf.set(clientId, stored)
        if (!held.some(({ facts }) => facts.accountId === stored))
          violate(`one account: ${stored} is not theirs ${during}`)
      }
    },

    /** What can be said only when all is over. */
    end(answers: readonly { readonly token: string; readonly url: string }[]): void {
      for (const { type } of store.audit) if (/^account_(closed|rejected|unrejected)$/.test(type)) hit(type)
      for (const [tokenId, made] of moves) {
        const told = store.audit
          .filter((event) => event.tokenId === tokenId && event.from !== event.to)
          .map(({ from = '-', to = '-' }) => `${from} -> ${to}`)
        if (told.join() !== made.join()) violate(`the trail tells all: it tells ${told.join()} of ${made.join()}`)
      }
      if (new Set(answers.map(({ url }) => url)).size < answers.length)
        violate('a link of its own: two openings were answered with the same')
      for (const { token } of answers) {
        const handedOut = answers.filter((answer) => answer.token === token).length
        const kept = [...store.attempts.values()].filter(({ tokenId }) => tokenId === token).length
        if (handedOut > kept) violate(`a way back for each link: ${handedOut} handed out, ${kept} kept`)
      }
      for (const key of provider.otherParameters) violate(`a key means one thing: ${key} came with other parameters`)
    },
  }
}
