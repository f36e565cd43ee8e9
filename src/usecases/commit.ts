import type { Decision, Onboarding } from '../domain/onboarding.ts'
import type { Duplicate, Loaded, SaveOptions, TokenRepository } from '../ports/token-repository.ts'

type Decide<Result> = (state: Onboarding, now: Date) => Decision<Result>

export interface Committed<Result> {
  readonly outcome: 'committed'
  /** The result of the decision that was saved. */
  readonly result: Result
  /** The onboarding after the save. */
  readonly loaded: Loaded
}

/** Number of conflicts before the onboarding is locked. */
const CONFLICTS = 3

/** Under the lock, only expiry can reject a save, and the next round decides with the newer clock. */
const MOST_ROUNDS = CONFLICTS + 3

/**
 * Decides on the loaded onboarding and saves the events. After a conflict or an expiry it loads and decides again;
 * after three rounds it does so under the onboarding's lock, so that even fifty concurrent callers all succeed.
 */
export async function commitUnlessDuplicate<Result>(
  tokens: TokenRepository,
  loaded: Loaded,
  decide: Decide<Result>,
  options: Omit<SaveOptions, 'notAfter'>,
): Promise<Committed<Result> | Duplicate | { readonly outcome: 'repeated' }> {
  let current = loaded
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { result, saved } = await attempt(round)
    switch (saved.outcome) {
      case 'saved':
        return { outcome: 'committed', result, loaded: saved.loaded }
      case 'duplicate':
      case 'repeated':
        return saved
      case 'conflict':
      case 'too_late':
        current = await reloaded()
    }
  }
  throw new Error(`the onboarding of client ${loaded.state.client.id} changes faster than it can be saved`)

  /** What it was found by may be gone, as an idempotency key is when its client is erased; the client never is. */
  async function reloaded(): Promise<Loaded> {
    const { client, platform } = loaded.state
    const again = (await tokens.load(loaded.by)) ?? (await tokens.load({ clientId: client.id, platform }))
    return again ?? current
  }

  async function attempt(round: number) {
    if (round >= CONFLICTS) return tokens.saveLocked(current, decide, options)
    const { events, result, notAfter } = decide(current.state, current.now)
    if (events.length === 0) return { result, saved: { outcome: 'saved', loaded: current } as const }
    return { result, saved: await tokens.save(current, events, { ...options, notAfter }) }
  }
}

/** {@link commitUnlessDuplicate} for decisions that cannot conflict with another client or an idempotency key. */
export async function commit<Result>(
  tokens: TokenRepository,
  loaded: Loaded,
  decide: Decide<Result>,
  options: Pick<SaveOptions, 'actor'>,
): Promise<Committed<Result>> {
  const committed = await commitUnlessDuplicate(tokens, loaded, decide, options)
  if (committed.outcome !== 'committed') throw new Error(`a save is ${committed.outcome} without a reason`)
  return committed
}
