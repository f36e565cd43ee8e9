import type { MemoryStore } from '../../../src/adapters/memory/store.ts'
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

/**
 * Looks at everything that is stored, and at everything that the provider holds, after each step. It asks no
 * repository, reads no trail and knows no domain: what it says is what somebody would see who looks from outside.
 */
export function watch({ store, provider }: { store: MemoryStore; provider: FaultyProvider }) {
  const violations: string[] = []
  const moves = new Map<string, string[]>()
  const statuses = new Map<string, string>()
  const accountOf = new Map<string, string>()
  const accountsWhenErased = new Map<string, number>()
  let links = 0
  const hits = new Map<string, number>()

  const violate = (what: string) => void violations.push(what)
  const hit = (what: string) => void hits.set(what, (hits.get(what) ?? 0) + 1)

  /** Whoever is erased has left nothing personal here, and gets no account any more. */
  function lookAtErased(clientId: string, accounts: number, during: string): void {
    const before = accountsWhenErased.get(clientId) ?? accounts
    accountsWhenErased.set(clientId, before)
    if (accounts > before) violate(`erased for good: an account was created ${during}`)
    if (JSON.stringify([store.clientsById.get(clientId), store.intents.get(clientId)]).includes('@example.com'))
      violate(`erased for good: an address is kept ${during}`)
  }

  /** An account keeps its country, so it has to be the client's from the beginning. */
  function lookAtCountry(clientId: string, accounts: ReturnType<FaultyProvider['accounts']>, during: string): void {
    const country = store.clientsById.get(clientId)?.country
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
      for (const { id, clientId, status, expiresAt, purpose } of store.tokensById.values()) {
        const before = statuses.get(id) ?? '-'
        if (before === status) continue
        const move = `${before} -> ${status}`
        hit(move)
        moves.set(id, [...(moves.get(id) ?? []), move])
        statuses.set(id, status)
        if (!LEGAL_MOVES.includes(move)) violate(`only legal moves: ${move} ${during}`)
        const held = provider.accounts().filter((account) => account.clientId === clientId)
        if (status === 'completed' && purpose === 'onboarding' && !held.some(({ facts }) => facts.detailsSubmitted))
          violate(`completed on evidence: the provider has none ${during}`)
        if (status === 'in_progress' && !held.some(({ facts }) => provider.linksOf(facts.accountId) > 0))
          violate(`the provider first: no link was made and the token is in progress ${during}`)
        if (status === 'in_progress' && now > expiresAt) violate(`no link after expiry: moved ${during}`)
      }
      const kept = [...store.attempts.values()].slice(links)
      links = store.attempts.size
      for (const { tokenId, handedOutAt } of kept) {
        const token = store.tokensById.get(tokenId)
        if (token === undefined || token.status !== 'in_progress')
          violate(`no link after the end: kept for a token that is ${token?.status} ${during}`)
        else if (handedOutAt >= token.expiresAt) violate(`no link after expiry: kept ${during}`)
      }
      for (const clientId of store.clientsById.keys()) {
        const open = [...store.tokensById.values()].filter(
          (token) => token.clientId === clientId && isOpen(token.status),
        ).length
        if (open > 1) violate(`one open token: ${open} ${during}`)
        const held = provider.accounts().filter((account) => account.clientId === clientId)
        if (held.length > 1) violate(`one account: ${held.length} at the provider ${during}`)
        if (store.erasedIds.has(clientId)) lookAtErased(clientId, held.length, during)
        else lookAtCountry(clientId, held, during)
        const stored = store.accounts.get(clientId)?.snapshot.accountId
        const before = accountOf.get(clientId)
        if (before !== undefined && stored !== before) violate(`written once: ${before} became ${stored} ${during}`)
        if (stored === undefined) continue
        accountOf.set(clientId, stored)
        if (!held.some(({ facts }) => facts.accountId === stored))
          violate(`one account: ${stored} is not theirs ${during}`)
      }
    },

    /** What can be said only when all is over. */
    end(answers: readonly { readonly token: string; readonly url: string }[]): void {
      for (const [tokenId, made] of moves) {
        const told = store.events
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
