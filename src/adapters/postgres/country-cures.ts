import type { CountryCure } from '../../domain/account-profile.ts'
import type { CountryCures } from '../../ports/country-cures.ts'
import type { Database } from './database.ts'

/** How long a list is kept, in milliseconds. */
const KEPT_MS = 60_000

/**
 * The cures in Postgres. Every first opening reads them, so each process keeps its last list for a minute: an ordinary
 * opening costs no statement.
 */
export function postgresCountryCures(db: Database): CountryCures {
  const kept = new Map<string, { readonly until: number; readonly cures: Promise<readonly CountryCure[]> }>()

  async function read(platform: string): Promise<readonly CountryCure[]> {
    const rows = await db.selectFrom('country_cures').select('cure').where('platform_id', '=', platform).execute()
    return rows.map(({ cure }) => cure)
  }

  return {
    list(platform) {
      const known = kept.get(platform)
      if (known !== undefined && known.until > performance.now()) return known.cures
      const cures = read(platform)
      kept.set(platform, { until: performance.now() + KEPT_MS, cures })
      cures.catch(() => kept.delete(platform))
      return cures
    },

    async remember(platform, cure) {
      await db
        .insertInto('country_cures')
        .values({ platform_id: platform, cure: JSON.stringify(cure) })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      kept.delete(platform)
    },
  }
}
