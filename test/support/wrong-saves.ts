import type { Loaded, SaveOptions, SaveResult, TokenRepository } from '../../src/ports/token-repository.ts'
import type { OnboardingEvent } from '../../src/domain/onboarding-event.ts'

/** A bug in the single function through which every change of an onboarding is stored, for any adapter. */
export type WrongSaves = (tokens: TokenRepository) => TokenRepository

/** Without the version guard: the save overwrites whatever was saved since the load. */
export const ignoringTheVersion: WrongSaves = (tokens) =>
  savingWith(tokens, async (loaded, events, options) => {
    let saved = await tokens.save(loaded, events, options)
    if (loaded === undefined) return saved
    while (saved.outcome === 'conflict') {
      const { version } = await newest(tokens, loaded)
      saved = await tokens.save({ ...loaded, version }, events, options)
    }
    return saved
  })

/** After a conflict the decision is not repeated: its events are saved on the newer version. */
export const forcingThrough: WrongSaves = (tokens) =>
  savingWith(tokens, async (loaded, events, options) => {
    let saved = await tokens.save(loaded, events, options)
    if (loaded === undefined) return saved
    while (saved.outcome === 'conflict') {
      saved = await tokens.save(await newest(tokens, loaded), events, options)
    }
    return saved
  })

/** A conflict is treated as a failure of the request. */
export const failingOnConflict: WrongSaves = (tokens) =>
  savingWith(tokens, async (loaded, events, options) => {
    const saved = await tokens.save(loaded, events, options)
    if (saved.outcome === 'conflict') throw new Error('the onboarding was changed by another request')
    return saved
  })

/** The time limit of a decision is ignored. */
export const ignoringNotAfter: WrongSaves = (tokens) => ({
  ...savingWith(tokens, (loaded, events, { notAfter: _ignored, ...options }) => tokens.save(loaded, events, options)),
  saveLocked: (loaded, decide, options) =>
    tokens.saveLocked(
      loaded,
      (state, now) => {
        const { notAfter: _ignored, ...decision } = decide(state, now)
        return decision
      },
      options,
    ),
})

type Save = (
  loaded: Loaded | undefined,
  events: readonly OnboardingEvent[],
  options: SaveOptions,
) => Promise<SaveResult>

const savingWith = (tokens: TokenRepository, save: Save): TokenRepository => ({ ...tokens, save })

async function newest(tokens: TokenRepository, loaded: Loaded): Promise<Loaded> {
  const { platform, client } = loaded.state
  return (await tokens.load({ clientId: client.id, platform })) ?? loaded
}
