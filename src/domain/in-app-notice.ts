import { asksOfClient, isPayable } from './account.ts'
import { isPressing, type Ask } from './ask.ts'
import { progressOf, type Progress } from './link-holder.ts'
import { standingOf, type Onboarding } from './onboarding.ts'

/** How much a notice matters to the client: nothing to show, to know, to do, to do at once. */
export const NOTICE_LEVELS = ['none', 'info', 'action', 'urgent'] as const

type NoticeLevel = (typeof NOTICE_LEVELS)[number]

/** What the platform's own pages show a client of its onboarding. */
export interface InAppNotice {
  readonly level: NoticeLevel
  readonly progress: Progress
  /** Whether payments to the client work now. */
  readonly isPayable: boolean
  /** Whether the client can do something: open a link. */
  readonly canContinue: boolean
  /** What the client has to provide, the most urgent first. */
  readonly asks: readonly Ask[]
  readonly deadline?: Date
}

/** How long before a deadline its notice is urgent, in milliseconds. */
const URGENT_MS = 7 * 24 * 3_600_000

/** The notice of a client at this instant; `undefined` for a client that was erased. */
export function noticeOf(state: Onboarding, now: Date): InAppNotice | undefined {
  if (state.erasedAt !== undefined) return undefined
  const account = state.account?.snapshot
  const { nextAction, deadline } = standingOf(state)
  const progress = progressOf(account)
  const isWaitedFor = progress === 'to_submit' || progress === 'more_needed'
  const payable = account !== undefined && isPayable(account)
  const isNear = deadline !== undefined && deadline.getTime() - now.getTime() <= URGENT_MS
  return {
    level: levelOf(progress, isNear || (progress === 'more_needed' && !payable)),
    progress,
    isPayable: payable,
    canContinue: isWaitedFor && nextAction === 'client',
    asks: isWaitedFor ? asksOfClient(account).filter(isPressing) : [],
    ...(isWaitedFor && deadline && { deadline }),
  }
}

function levelOf(progress: Progress, isPressed: boolean): NoticeLevel {
  switch (progress) {
    case 'to_submit':
    case 'more_needed':
      return isPressed ? 'urgent' : 'action'
    case 'in_review':
    case 'on_hold':
      return 'info'
    case 'unavailable':
      return 'urgent'
    case 'done':
      return 'none'
  }
}

/** How long a token that reads a notice works, in minutes. Pages fetch a new one as often as they need. */
export const NOTICE_TOKEN_MINUTES = { usual: 10, most: 60 } as const
