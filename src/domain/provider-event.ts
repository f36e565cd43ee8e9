/**
 * How far a provider event has come. `failed`: it has been tried in vain, and is tried again unless its job was given
 * up. `ignored`: it is about nothing of ours.
 */
export const PROVIDER_EVENT_STATES = ['waiting', 'failed', 'processed', 'ignored'] as const

export type ProviderEventState = (typeof PROVIDER_EVENT_STATES)[number]

/** The state of an event with this outcome, or that failed for this reason. */
export const stateOfEvent = (
  outcome: 'processed' | 'ignored' | undefined,
  lastError: string | undefined,
): ProviderEventState => outcome ?? (lastError === undefined ? 'waiting' : 'failed')
