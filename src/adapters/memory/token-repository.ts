import type { Loaded, LoadedToken, Lookup, TokenLookup, TokenRepository } from '../../ports/token-repository.ts'
import { load } from './load.ts'
import { save } from './save.ts'
import type { MemoryStore } from './store.ts'

/** Onboardings in memory. Callers get copies, never the stored objects. */
export function memoryTokenRepository(store: MemoryStore): TokenRepository {
  async function loadBy(by: TokenLookup): Promise<LoadedToken | undefined>
  async function loadBy(by: Lookup): Promise<Loaded | undefined>
  async function loadBy(by: Lookup): Promise<Loaded | undefined> {
    return load(store, by)
  }

  return {
    load: loadBy,
    now: async () => store.now(),
    save: async (loaded, events, options) => save(store, loaded, events, options),
    async saveLocked(loaded, decide, options) {
      // Everything from here to the save is synchronous, which acts as the lock.
      const { platform, client } = loaded.state
      const current = load(store, loaded.by) ?? load(store, { clientId: client.id, platform }) ?? loaded
      const { events, result, notAfter } = decide(current.state, current.now)
      if (events.length === 0) return { saved: { outcome: 'saved', loaded: current }, result }
      return { saved: save(store, current, events, { ...options, notAfter }), result }
    },
  }
}
