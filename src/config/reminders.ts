import { FormatRegistry, Type } from '@sinclair/typebox'
import type { FollowUpRules } from '../domain/follow-up.ts'
import { MOST_REMINDERS } from '../domain/follow-up.ts'
import { listOf, onOff } from './formats.ts'

const DAY_MS = 24 * 3_600_000

/** The emails that Stripe can send to accounts itself. */
const KINDS = ['action_required', 'deadline', 'done'] as const

const LATEST_DAYS = 90

FormatRegistry.Set('reminders', (text) => text === 'off' || areDays(listOf(text).map(Number)))
FormatRegistry.Set('stripe-sends', (text) => listOf(text).every((kind) => KINDS.some((known) => known === kind)))

const areDays = (days: readonly number[]): boolean =>
  days.length > 0 &&
  days.length <= MOST_REMINDERS &&
  days.every((day, n) => Number.isInteger(day) && day >= 1 && day <= LATEST_DAYS && day > (days[n - 1] ?? 0))

export const ReminderVariables = Type.Object({
  REMINDERS: Type.String({
    format: 'reminders',
    default: '3,7',
    description: 'off, or up to five days after a link was issued, ascending, 1 to 90: 3,7',
  }),
  STRIPE_SENDS: Type.Optional(
    Type.String({
      format: 'stripe-sends',
      description: `kinds of email that Stripe sends itself, comma-separated: ${KINDS.join(', ')}`,
    }),
  ),
  DONE_EMAIL: onOff('on', 'on or off: whether a client is sent an email when it can be paid'),
})

export interface ReminderConfig {
  readonly followUps: FollowUpRules
}

export function reminderConfig({
  REMINDERS,
  STRIPE_SENDS,
  DONE_EMAIL,
}: {
  readonly REMINDERS: string
  readonly STRIPE_SENDS?: string
  readonly DONE_EMAIL: 'on' | 'off'
}): ReminderConfig {
  const ofStripe = new Set(listOf(STRIPE_SENDS))
  const days = REMINDERS === 'off' ? [] : listOf(REMINDERS).map(Number)
  return {
    followUps: {
      remindAfterMs: days.map((day) => day * DAY_MS),
      sends: {
        action_required: !ofStripe.has('action_required'),
        deadline: !ofStripe.has('deadline'),
        done: DONE_EMAIL === 'on' && !ofStripe.has('done'),
      },
    },
  }
}
