import { remindersOf, type Client, type Reminders } from './client.ts'
import type { OnboardingEvent } from './onboarding-event.ts'
import type { Decision, Onboarding } from './onboarding.ts'

/** The events that stop a client's reminders, or resume them. None if they are as wanted, or if nothing is wanted. */
export function remindersSet(
  client: Pick<Client, 'remindersStoppedAt'>,
  wanted: Reminders | undefined,
): readonly OnboardingEvent[] {
  if (wanted === undefined || wanted === remindersOf(client)) return []
  return [{ type: wanted === 'off' ? 'reminders_stopped' : 'reminders_resumed' }]
}

/** Stops or resumes reminders at the request of the holder of a stop secret. That of an erased client is unknown. */
export function decideReminders(
  state: Onboarding,
  wanted: Reminders | undefined,
): Decision<'known' | 'unknown_client'> {
  if (state.erasedAt !== undefined) return { events: [], result: 'unknown_client' }
  return { events: remindersSet(state.client, wanted), result: 'known' }
}
