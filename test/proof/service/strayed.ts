import type pg from 'pg'
import type { SimulatorControl } from '#stripe-simulator'
import type { Played } from './field.ts'

const TABLES = ['onboardings', 'clients', 'onboarding_tokens', 'account_intents', 'accounts', 'audit_events']

/** What is stored of a platform's clients under another one, or is held for them at Stripe by another one. */
export async function strayed(
  { db, simulator }: { readonly db: pg.Pool; readonly simulator: SimulatorControl },
  clients: readonly Played[],
): Promise<string[]> {
  const platformOf = new Map(clients.map(({ id, platform }) => [id, platform.id]))
  const found: string[] = []
  for (const table of TABLES) {
    const column = table === 'clients' ? 'id' : 'client_id'
    const { rows } = await db.query<{ client: string; platform: string }>(
      `select distinct ${column} as client, platform_id as platform from ${table} where ${column} = any($1)`,
      [[...platformOf.keys()]],
    )
    for (const { client, platform } of rows) {
      const own = platformOf.get(client)
      if (platform !== own) found.push(`each platform has its own: a client of ${own} in ${table} of ${platform}`)
    }
  }
  for (const { id, metadata, platform } of await simulator.accounts()) {
    const own = platformOf.get(metadata['client_id'] ?? '')
    if (own !== undefined && platform !== `acct_1Sandbox${own}`)
      found.push(`each platform has its own: ${id} of a client of ${own} is held by ${platform}`)
  }
  return found
}
