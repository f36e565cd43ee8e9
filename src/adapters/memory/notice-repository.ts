import { browserOpened } from '../../domain/browser-notice.ts'
import type { NoticeRepository } from '../../ports/notice-repository.ts'
import type { MemoryStore } from './store.ts'

/** What notices to clients need to have stored, in this process. */
export function memoryNoticeRepository({
  tokensById,
  browsers,
  notices,
  erasedIds,
  keyOf,
  tokenOf,
  openingOf,
  audit,
}: MemoryStore): NoticeRepository {
  return {
    async noteBrowser(tokenId, browserHash) {
      const before = browsers.get(tokenId) ?? []
      const browser = keyOf(browserHash)
      const { isRemembered, isTold } = browserOpened(before, browser)
      if (isRemembered) browsers.set(tokenId, [...before, browser])
      if (isTold) notices.push({ kind: 'second_browser', tokenId })
    },

    async find(tokenId) {
      if (!tokensById.has(tokenId) || erasedIds.has(tokenOf(tokenId).clientId)) return undefined
      return openingOf(tokenId)
    },

    async recordNotice(tokenId, _kind, act) {
      audit(act, tokenOf(tokenId).clientId, { type: 'notice_mailed', tokenId })
    },
  }
}
