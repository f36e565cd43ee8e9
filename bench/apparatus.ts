import type { Fill } from './fill/clients.ts'
import { fillOurs } from './fill/ours.ts'
import { fillReference } from './fill/reference.ts'
import type { Apparatus, Side } from './measure/sample.ts'
import type { Options, ServerName } from './options.ts'
import { startDatabaseServer, type DatabaseServer } from './servers/database-server.ts'
import { startOurs } from './servers/ours.ts'
import { startReference } from './servers/reference.ts'
import { startStandIn, type StandIn } from './servers/stand-in.ts'

type Opened = (() => Promise<void>)[]

/** Starts everything that a run needs. What was started is added to `opened`, whose functions close it again. */
export async function startApparatus(
  { servers, pool: poolSize, clients, profile, statements }: Options,
  signal: AbortSignal,
  opened: Opened,
): Promise<{ apparatus: Apparatus; sides: Partial<Record<ServerName, Side>> }> {
  const databaseServer = await startDatabaseServer({
    // Measuring the planner costs time, so only where the result is shown.
    'pg_stat_statements.track_planning': statements ? 'on' : 'off',
  })
  opened.push(() => databaseServer.close())
  const standIn = await startStandIn()
  opened.push(() => standIn.close())
  const sides: Partial<Record<ServerName, Side>> = {}
  for (const name of servers) {
    signal.throwIfAborted()
    sides[name] = await startSide(name, { databaseServer, standIn, poolSize, clients, profile, opened })
  }
  return { apparatus: { databaseServer, standIn, signal }, sides }
}

async function startSide(
  name: ServerName,
  {
    databaseServer,
    standIn,
    poolSize,
    clients: amount,
    profile,
    opened,
  }: {
    databaseServer: DatabaseServer
    standIn: StandIn
    poolSize: number
    clients: number
    profile: boolean
    opened: Opened
  },
): Promise<Side> {
  const database = await databaseServer.create(name)
  const options = { databaseUrl: database.url, stripeUrl: standIn.url, poolSize }
  const server = await (name === 'ours'
    ? startOurs(options, { inspect: profile })
    : startReference(options, database.client))
  opened.push(() => server.close())
  const fill: Fill = name === 'ours' ? fillOurs : fillReference
  // Of all kinds, so that no table is empty when the planner's statistics are taken.
  const share = (part: number) => Math.ceil(amount * part)
  const clients = [
    ...(await fill(database.client, share(0.4), 'invited')),
    ...(await fill(database.client, share(0.5), 'opened')),
    ...(await fill(database.client, share(0.1), 'revoked')),
  ]
  return { server, database, world: { db: database.client, clients } }
}
