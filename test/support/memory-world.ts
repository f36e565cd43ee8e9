import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import type { Decision, Onboarding } from '../../src/domain/onboarding.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import { commit } from '../../src/usecases/commit.ts'

const somebody = { platform: DEFAULT_PLATFORM, name: 'somebody', requestId: 'meanwhile' }

/** The memory repositories, their content, and ways to change a client behind the back of the code under test. */
export function memoryWorld({ now }: { now: () => Date }) {
  const store = memoryStore({ now })
  const repositories = memoryRepositories({ now }, store)
  const { tokens } = repositories

  function stored(clientId: string) {
    const found = store.onboardings.get(clientId)
    if (found === undefined) throw new Error(`no client ${clientId}`)
    return found
  }

  return {
    ...repositories,
    store,

    /** A copy of the stored onboarding. */
    stateOf: (clientId: string): Onboarding => structuredClone(stored(clientId).state),

    /** Makes and saves a concurrent decision about the client. */
    async happen(clientId: string, decide: (state: Onboarding, now: Date) => Decision<unknown>): Promise<void> {
      const loaded = await tokens.load({ clientId, platform: DEFAULT_PLATFORM })
      if (loaded === undefined) throw new Error(`no client ${clientId}`)
      const committed = await commit(tokens, loaded, decide, { actor: somebody })
      if (committed.loaded.version === loaded.version) throw new Error('nothing has happened')
    },

    /** Stores a state that no decision produces, as a bug or a manual change would. */
    tamper(clientId: string, change: (state: Onboarding) => Onboarding): void {
      const { state, version } = stored(clientId)
      store.onboardings.set(clientId, structuredClone({ state: change(state), version: version + 1 }))
    },
  }
}
