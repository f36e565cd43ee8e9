import { isDeepStrictEqual } from 'node:util'
import type { Platforms } from './ports/platforms.ts'

/** Settings of platforms that can be replaced while the service runs. */
export interface LivePlatforms<Settings> extends Platforms<Settings> {
  /** Replaces all settings. A platform whose settings are the same keeps everything that was made for it. */
  replace(next: readonly Settings[]): void
}

export function livePlatforms<Settings extends { readonly id: string }>(
  first: readonly Settings[],
): LivePlatforms<Settings> {
  let current = new Map(first.map((each) => [each.id, each]))
  return {
    of: (id) => current.get(id),
    all: () => [...current.values()],
    replace(next) {
      current = new Map(
        next.map((each) => {
          const before = current.get(each.id)
          return [each.id, before !== undefined && isDeepStrictEqual(before, each) ? before : each]
        }),
      )
    },
  }
}

/** Makes something of settings, once for as long as they stay the same. */
export function madeOnce<Settings extends object, Own>(make: (settings: Settings) => Own): (settings: Settings) => Own {
  const made = new WeakMap<Settings, { readonly own: Own }>()
  return (settings) => {
    const known = made.get(settings) ?? { own: make(settings) }
    made.set(settings, known)
    return known.own
  }
}

/** What `make` makes of the settings of each platform. */
export function madeFor<Settings extends object, Own>(
  platforms: Platforms<Settings>,
  make: (settings: Settings) => Own,
): Platforms<Own> {
  const ownOf = madeOnce(make)
  return {
    of(id) {
      const settings = platforms.of(id)
      return settings === undefined ? undefined : ownOf(settings)
    },
    all: () => platforms.all().map(ownOf),
  }
}
