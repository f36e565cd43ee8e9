/**
 * What is known of the codes by which the holder of a token's link confirms that it reads the client's email. A code is
 * dead once it was typed, once another one was sent, after five wrong tries, and after ten minutes.
 */
export interface Confirmation {
  /** When the latest codes were sent, oldest first: as many as may be sent in a day. */
  readonly codesSentAt: readonly Date[]
  /** The code that was sent last, until it is typed. */
  readonly code?: { readonly hash: string; readonly wrongTries: number }
  /** When a code was typed, and in which browser: a hash, absent if the browser is not known. */
  readonly confirmed?: { readonly at: Date; readonly browser?: string }
}

/** The domain events that change a confirmation. */
export type ConfirmationEvent = { readonly tokenId: string } & (
  | { readonly type: 'code_sent'; readonly hash: string }
  | { readonly type: 'code_not_sent' | 'code_refused' }
  | { readonly type: 'code_confirmed'; readonly browser?: string }
)

/** The wrong tries after which a code is dead. */
const MOST_TRIES = 5

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** How long a code can be typed, in milliseconds. */
export const CODE_MS = 10 * MINUTE_MS

/** How long a browser that typed a code is not asked for another one, in milliseconds. */
export const CONFIRMED_MS = HOUR_MS

/**
 * How many codes of one token are sent in a period (milliseconds). They bound what guessing can reach: 50 tries a day at
 * one of a million codes, so fewer than one holder of a stolen link in a thousand guesses a code within two weeks.
 */
const CODES = [
  { most: 5, periodMs: HOUR_MS },
  { most: 10, periodMs: 24 * HOUR_MS },
] as const

/** The sends that have to be remembered for {@link CODES}. */
const REMEMBERED = Math.max(...CODES.map(({ most }) => most))

const NONE: Confirmation = { codesSentAt: [] }

/** The confirmation after an event that happened at `at` by the database's clock. */
export function confirmationAfter(before: Confirmation | undefined, event: ConfirmationEvent, at: Date): Confirmation {
  const { code, ...rest } = before ?? NONE
  switch (event.type) {
    case 'code_sent':
      return {
        ...rest,
        codesSentAt: [...rest.codesSentAt, at].slice(-REMEMBERED),
        code: { hash: event.hash, wrongTries: 0 },
      }
    case 'code_not_sent':
      return { ...rest, codesSentAt: rest.codesSentAt.slice(0, -1) }
    case 'code_refused':
      return { ...rest, ...(code && { code: { ...code, wrongTries: code.wrongTries + 1 } }) }
    case 'code_confirmed':
      return { ...rest, confirmed: { at, ...(event.browser !== undefined && { browser: event.browser }) } }
  }
}

/**
 * Whether this browser has typed a code a short time ago. One that does not say who it is counts as the one that typed a
 * code without saying so.
 */
export const isConfirmed = ({ confirmed }: Confirmation = NONE, browser: string | undefined, now: Date): boolean =>
  confirmed !== undefined && confirmed.browser === browser && now.getTime() - confirmed.at.getTime() < CONFIRMED_MS

/** The code that can be typed, and until when. `undefined` if there is none. */
export function liveCode(
  { code, codesSentAt }: Confirmation = NONE,
  now: Date,
): { readonly hash: string; readonly triesLeft: number; readonly until: Date } | undefined {
  const sentAt = codesSentAt.at(-1)
  if (code === undefined || sentAt === undefined) return undefined
  const until = new Date(sentAt.getTime() + CODE_MS)
  const triesLeft = MOST_TRIES - code.wrongTries
  return triesLeft > 0 && now < until ? { hash: code.hash, triesLeft, until } : undefined
}

/** How long no further code is sent, in milliseconds; 0 if one can be sent now. */
export function nextCodeInMs({ codesSentAt }: Confirmation = NONE, now: Date): number {
  const waits = CODES.map(({ most, periodMs }) => {
    const oldest = codesSentAt.at(-most)
    return oldest === undefined ? 0 : oldest.getTime() + periodMs - now.getTime()
  })
  return Math.max(0, ...waits)
}
