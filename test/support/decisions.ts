import type * as account from '../../src/domain/decide-account.ts'
import type * as client from '../../src/domain/decide-client.ts'
import type * as link from '../../src/domain/decide-link.ts'
import type * as linkRequest from '../../src/domain/decide-link-request.ts'
import type * as reminders from '../../src/domain/decide-reminders.ts'
import type * as token from '../../src/domain/decide-token.ts'
import { openToken, type Decision, type Onboarding } from '../../src/domain/onboarding.ts'
import { deepFreeze, evolveAll } from './onboardings.ts'

/** All decisions on an existing onboarding. `decideInvitation` creates one. */
export type Act = Exclude<
  Extract<
    | keyof typeof account
    | keyof typeof client
    | keyof typeof link
    | keyof typeof linkRequest
    | keyof typeof reminders
    | keyof typeof token,
    `decide${string}`
  >,
  'decideInvitation'
>

/** A decision in one line: the events in order, and the result. */
export function inOneLine({ events, result }: Decision<unknown>): string {
  return `${events.map(({ type }) => type).join(' + ') || 'nothing'}: ${wordFor(result)}`
}

function wordFor(result: unknown): string {
  if (typeof result !== 'object' || result === null) return String(result)
  const { outcome, ...rest } = result as { outcome: string; refusal?: string }
  return rest.refusal === undefined ? outcome : `${outcome}, ${rest.refusal}`
}

/** Decides on a frozen state and applies the events: each must be possible, and a client never has two open tokens. */
export function decided<Result>(
  state: Onboarding,
  now: Date,
  decide: (state: Onboarding, now: Date) => Decision<Result>,
): Decision<Result> & { readonly after: Onboarding } {
  const decision = decide(deepFreeze(structuredClone(state)), now)
  const after = evolveAll(state, decision.events, now)
  if (after === undefined) throw new Error('a decision left no onboarding')
  const open = after.tokens.filter((each) => openToken({ ...after, tokens: [each] }) !== undefined)
  if (open.length > 1) throw new Error(`the client has ${open.length} open tokens`)
  return { ...decision, after }
}
