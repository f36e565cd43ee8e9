import { openingRefusal } from '../../domain/onboarding-token.ts'
import type { LinkMailRepository } from '../../ports/link-mail-repository.ts'
import type { MemoryStore } from './store.ts'

/** What the sending of links needs to have stored, in this process. */
export function memoryLinkMailRepository({
  tokensById,
  tokenIdsBySecret,
  keyOf,
  tokenOf,
  openingOf,
  audit,
}: MemoryStore): LinkMailRepository {
  return {
    async addSecret(tokenId, secretHash) {
      if (!tokensById.has(tokenId)) return undefined
      const opening = openingOf(tokenId)
      if (openingRefusal(opening.token, opening.now) !== undefined) return undefined
      tokenIdsBySecret.set(keyOf(secretHash), tokenId)
      return opening
    },

    async recordMailed(tokenId, act) {
      audit(act, tokenOf(tokenId).clientId, { type: 'link_mailed', tokenId })
    },
  }
}
