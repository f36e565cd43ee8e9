// `npm run test:proof [part ids…]`: the full sizes of all parts, one after the other, on a PostgreSQL that it starts and
// stops; says in a table what happened, and writes the same into `.proof/`. Fails on any violation.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { interruption, signalGroup } from '../support/interruption.ts'
import { withRunDatabase } from '../support/run-database.ts'
import { type ProofPart, type ProofResult, seedOfRun } from './frame.ts'
import { PARTS } from './parts.ts'
import { type PartReport, tableOf, writeReport } from './report.ts'

/** What a part may take; after that it is told to end, and a minute later it is ended. */
const SECONDS_PER_PART = 1200
const GRACE_SECONDS = 60

const FOLDER = join(import.meta.dirname, '../../.proof')

const say = (line: string) => console.log(line)
const ids = process.argv.slice(2)
const unknown = ids.filter((id) => !PARTS.some((part) => part.id === id))
const parts = PARTS.filter(({ id }) => ids.length === 0 || ids.includes(id))
if (unknown.length > 0 || parts.length === 0) {
  say(`no such part: ${unknown.join(', ')}; there are ${PARTS.map(({ id }) => id).join(', ')}`)
  process.exit(1)
}
const interrupted = interruption()
const seed = seedOfRun()
const startedAt = new Date()
say(`TEST_SEED=${seed}`)
const { reports, database } = await withRunDatabase(say, async ({ server, version, environment }) => {
  const reports: PartReport[] = []
  for (const part of parts) {
    if (interrupted.signal === undefined) reports.push(await prove(part, environment))
  }
  return { reports, database: `PostgreSQL ${version} (${server.kind})` }
})
const report = {
  startedAt: startedAt.toISOString(),
  seconds: (Date.now() - startedAt.getTime()) / 1000,
  seed,
  node: process.versions.node,
  database,
  processors: availableParallelism(),
  passed: reports.length === parts.length && reports.every(({ violations }) => violations.length === 0),
  parts: reports,
}
await writeReport(FOLDER, report)
say(tableOf(report))
process.exit(report.passed ? 0 : 1)

async function prove({ id, claim }: ProofPart, environment: Record<string, string>): Promise<PartReport> {
  say(`${id.padEnd(4)} ${claim}`)
  const start = performance.now()
  const child = fork(join(import.meta.dirname, 'part-process.ts'), [id, String(seed), String(SECONDS_PER_PART)], {
    // A group of its own, with whatever it starts.
    detached: true,
    env: { ...process.env, ...environment },
  })
  interrupted.child = child
  let result: ProofResult | undefined
  child.on('message', (message) => {
    result = message as ProofResult
  })
  const late = setTimeout(() => signalGroup(child, 'SIGKILL'), (SECONDS_PER_PART + GRACE_SECONDS) * 1000)
  const [code, signal] = await once(child, 'exit')
  clearTimeout(late)
  signalGroup(child, 'SIGKILL')
  const seconds = (performance.now() - start) / 1000
  const ended = `ended with ${signal ?? `exit code ${code}`} and without a result`
  const { counts, violations } = result ?? { counts: {}, violations: [ended] }
  say(`${id.padEnd(4)} ${violations.length} violations in ${Math.round(seconds)} s`)
  return { id, claim, seed, seconds, counts, violations }
}
