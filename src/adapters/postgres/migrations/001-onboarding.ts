import type { Kysely } from 'kysely'
import { accounts, countryCures, intents, linkAttempts } from './001/accounts.ts'
import { alerts } from './001/alerts.ts'
import { clients, onboardings } from './001/onboardings.ts'
import { outgoingEvents, webhookEndpoints } from './001/outgoing.ts'
import { rights } from './001/rights.ts'
import { apiKeys, requests } from './001/service.ts'
import { secrets, tokenMoves, tokens } from './001/tokens.ts'
import { auditTrail, inbox } from './001/trail.ts'

const PARTS = [
  onboardings,
  clients,
  tokens,
  secrets,
  tokenMoves,
  intents,
  accounts,
  countryCures,
  linkAttempts,
  auditTrail,
  inbox,
  apiKeys,
  requests,
  alerts,
  webhookEndpoints,
  outgoingEvents,
  rights,
]

/** Creates all tables. The constraints repeat the domain's rules, so that a row outside them cannot exist. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const part of PARTS) await part(db)
}
