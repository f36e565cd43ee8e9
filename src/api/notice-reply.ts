import type { ShownNotice } from '../usecases/notices/notices.ts'

/** A notice as routes answer it. */
export const noticeReply = ({ level, words, label, locale, deadline, canContinue }: ShownNotice) => ({
  level,
  words,
  locale,
  deadline: deadline?.toISOString() ?? null,
  action: canContinue ? { type: 'continue' as const, label } : null,
})
