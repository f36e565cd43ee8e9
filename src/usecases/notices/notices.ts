import { noticeOf, type InAppNotice } from '../../domain/in-app-notice.ts'
import { nearestLocale, type Locale } from '../../domain/locale.ts'
import type { Actor } from '../../ports/actor.ts'
import type { AskWords } from '../../ports/ask-words.ts'
import type { NoticeTokens } from '../../ports/notice-tokens.ts'
import type { NoticeWords, WordedNotice } from '../../ports/notice-words.ts'
import type { Loaded, TokenRepository } from '../../ports/token-repository.ts'

export interface NoticeDependencies {
  readonly platform: string
  readonly tokens: TokenRepository
  readonly noticeTokens: NoticeTokens
  readonly platformName: string
  /** How notices are put into words, and the language of clients whose own is not known. */
  readonly notices: { readonly words: NoticeWords; readonly askWords: AskWords; readonly locale: Locale }
}

export type ShownNotice = InAppNotice & WordedNotice & { readonly clientId: string; readonly locale: Locale }

/** What the own pages of a platform show a client. */
export const noticeUseCases = (dependencies: NoticeDependencies) => ({
  showNotice: showNotice(dependencies),
  createNoticeToken: createNoticeToken(dependencies),
  readNotice: readNotice(dependencies),
})

/** The notice of a client, in its language. Makes no provider call. `undefined`: no such client, or it was erased. */
function showNotice(dependencies: NoticeDependencies) {
  return async (clientId: string, { platform }: Actor): Promise<ShownNotice | undefined> => {
    const loaded = await dependencies.tokens.load({ clientId, platform })
    return loaded && worded(dependencies, loaded)
  }
}

/** A token with which a browser reads the notice of the client for so many minutes. `undefined`: as above. */
function createNoticeToken({ tokens, noticeTokens }: NoticeDependencies) {
  return async (
    { clientId, minutes }: { readonly clientId: string; readonly minutes: number },
    { platform }: Actor,
  ): Promise<{ readonly token: string; readonly expiresAt: Date } | undefined> => {
    const loaded = await tokens.load({ clientId, platform })
    if (loaded === undefined || loaded.state.erasedAt !== undefined) return undefined
    const expiresAt = new Date(Math.floor(loaded.now.getTime() / 1000 + minutes * 60) * 1000)
    return { token: noticeTokens.sign({ clientId, expiresAt }), expiresAt }
  }
}

/**
 * The notice that a token is for, by the database's clock. A token of another platform, or of an erased client, is
 * unknown.
 */
function readNotice(dependencies: NoticeDependencies) {
  return async (token: string): Promise<ShownNotice | 'unknown' | 'expired'> => {
    const claim = dependencies.noticeTokens.read(token)
    if (claim === undefined) return 'unknown'
    const loaded = await dependencies.tokens.load({ clientId: claim.clientId, platform: dependencies.platform })
    if (loaded !== undefined && loaded.now >= claim.expiresAt) return 'expired'
    return (loaded && worded(dependencies, loaded)) ?? 'unknown'
  }
}

function worded({ platformName, notices }: NoticeDependencies, { state, now }: Loaded): ShownNotice | undefined {
  const notice = noticeOf(state, now)
  if (notice === undefined) return undefined
  const locale = nearestLocale([state.client.locale], notices.locale)
  const told = { ...notice, asks: notice.asks.map((ask) => notices.askWords(ask, locale)) }
  return { ...told, ...notices.words(told, { platformName, locale }), locale, clientId: state.client.id }
}
