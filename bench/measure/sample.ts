import { setTimeout as sleep } from 'node:timers/promises'
import { runLoad, type LoadResult } from '../load/run-load.ts'
import { startProfile, type Profile } from '../profile/profiler.ts'
import type { Prepare, World } from '../scenarios/scenario.ts'
import type { ChildServer } from '../servers/child-server.ts'
import type { Database, DatabaseServer } from '../servers/database-server.ts'
import type { StandIn } from '../servers/stand-in.ts'
import { cpuMs } from './cpu.ts'
import { isTransactionControl, readStatements, resetStatements, type Statement } from './statements.ts'

/** One run of one server. Except for the load's own figures, everything is for each answered request. */
export interface Sample extends LoadResult {
  /** Of the server, of PostgreSQL, and of the load generator and the stand-in together; in milliseconds. */
  readonly serverCpu: number
  readonly postgresCpu: number
  readonly benchCpu: number
  readonly statements: number
  /** BEGIN, COMMIT and ROLLBACK. */
  readonly transactionControls: number
  readonly stripeCalls: number
  readonly byStatement: readonly Statement[]
  /** Of a server that was started for it. */
  readonly profile?: Profile
}

/** A server that is measured. */
export interface Side {
  readonly server: ChildServer
  readonly database: Database
  readonly world: World
}

export interface Apparatus {
  readonly databaseServer: DatabaseServer
  readonly standIn: StandIn
  readonly signal: AbortSignal
}

export interface Run {
  readonly connections: number
  readonly latencyMs: number
  readonly seconds: number
  readonly providerCalls: number
  /** Requests to prepare rows for, for each second: more than will be answered. A run ends early if it has no more. */
  readonly mostPerSecond: number
}

/** Sends a scenario's requests to a server, and measures what they cost. */
export async function takeSample(
  { databaseServer, standIn, signal }: Apparatus,
  { server, database, world }: Side,
  prepare: Prepare,
  { connections, latencyMs, seconds, providerCalls, mostPerSecond }: Run,
): Promise<Sample> {
  const { admin, postmaster } = databaseServer
  const providerMs = latencyMs * providerCalls
  const most = Math.min(mostPerSecond, providerMs > 0 ? connections / (providerMs / 1000) : Infinity)
  const traffic = await prepare(world, Math.ceil(most * seconds) + connections)
  await resetStatements(admin, database.name)
  await standIn.set(latencyMs)
  // What the preparation left in the background ends.
  await sleep(50, undefined, { signal })

  const cpuNow = async () => ({
    server: await cpuMs(server.pid),
    postgres: await cpuMs(postmaster, { withChildren: true }),
    bench: (await cpuMs(process.pid)) + (await cpuMs(standIn.pid)),
  })
  const stopProfile = server.inspectorUrl === undefined ? undefined : await startProfile(server.inspectorUrl)
  const before = await cpuNow()
  const result = await runLoad(server.port, traffic, { connections, seconds, startsWithinMs: providerMs, signal })
  const after = await cpuNow()
  const profile = await stopProfile?.()

  const stripeCalls = await standIn.set(0)
  const byStatement = await readStatements(admin, database.name)
  const all = total(byStatement)
  const controls = total(byStatement.filter(isTransactionControl))
  const each = (amount: number) => amount / result.answered
  return {
    ...result,
    serverCpu: each(after.server - before.server),
    postgresCpu: each(after.postgres - before.postgres),
    benchCpu: each(after.bench - before.bench),
    statements: each(all - controls),
    transactionControls: each(controls),
    stripeCalls: each(stripeCalls),
    byStatement: byStatement.map((statement) => ({ ...statement, calls: each(statement.calls) })),
    ...(profile !== undefined && { profile }),
  }
}

const total = (statements: readonly Statement[]) => statements.reduce((sum, { calls }) => sum + calls, 0)
