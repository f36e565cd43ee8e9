import type { NoticeRepository } from '../../ports/notice-repository.ts'
import type { MemoryStore } from './store.ts'

/** What notices to clients need to have stored, in this process. */
export function memoryNoticeRepository({
  tokensById,
  erasedIds,
  tokenOf,
  openingOf,
  audit,
}: MemoryStore): NoticeRepository {
  return {
    async find(tokenId) {
      if (!tokensById.has(tokenId) || erasedIds.has(tokenOf(tokenId).clientId)) return undefined
      return openingOf(tokenId)
    },

    async recordNotice(tokenId, _kind, act) {
      audit(act, tokenOf(tokenId).clientId, { type: 'notice_mailed', tokenId })
    },
  }
}
