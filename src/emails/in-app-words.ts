import type { NoticeWords } from '../ports/notice-words.ts'
import type { EmailWords } from './email-words.ts'
import { askInWords, consequence } from './link-content.ts'
import { filled, inWords, WORDS } from './words.ts'

/** Notices for the platform's own pages, as emails would say it. */
export const inAppWords: NoticeWords = (notice, { platformName, locale }) => {
  const words = WORDS[locale]
  const values = {
    platform: platformName,
    ...(notice.deadline && { date: inWords(notice.deadline, locale) }),
  }
  const asks = notice.asks.map((ask) => askInWords(ask, locale))
  const said = [filled(sentencesOf(words, notice), values), ...(asks.length === 0 ? [] : [asks.join('; ')])]
  return { words: said.join(' '), label: words.inApp.proceed }
}

function sentencesOf(words: EmailWords, notice: Parameters<NoticeWords>[0]): string {
  switch (notice.progress) {
    case 'to_submit':
      return `${words.paysThrough} ${words.reason.onboarding}`
    case 'more_needed':
      return notice.asks.length === 0 ? `${words.paysThrough} ${words.reason.update}` : consequence(words, notice)
    case 'in_review':
    case 'on_hold':
    case 'unavailable':
      return words.inApp[notice.progress]
    case 'done':
      return words.happened.done
  }
}
