import type { CountryCure } from '../../domain/account-profile.ts'
import type { CountryCures } from '../../ports/country-cures.ts'

/** Cures live as long as the object. */
export function memoryCountryCures(): CountryCures {
  const byPlatform = new Map<string, Map<string, CountryCure>>()
  return {
    list: async (platform) => [...(byPlatform.get(platform)?.values() ?? [])],

    async remember(platform, cure) {
      const known = byPlatform.get(platform) ?? new Map<string, CountryCure>()
      byPlatform.set(platform, known.set(JSON.stringify(cure), cure))
    },
  }
}
