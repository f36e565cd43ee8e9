// Compares the packages of production with published advisories: node scripts/audit.ts. Fails for serious ones. Where the
// registry does not answer, it says so and succeeds.
import { spawnSync } from 'node:child_process'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

const Advisories = Type.Object({
  vulnerabilities: Type.Record(Type.String(), Type.Object({ severity: Type.String(), range: Type.String() })),
})
const Failure = Type.Object({ message: Type.String() })

const SERIOUS = ['high', 'critical']

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: 90_000 })
const report = parsed(stdout)
if (Value.Check(Advisories, report)) {
  const found = Object.entries(report.vulnerabilities)
  for (const [name, { severity, range }] of found) console.log(`${severity}: ${name} ${range}`)
  const serious = found.filter(([, { severity }]) => SERIOUS.includes(severity))
  console.log(`${found.length} packages of production have advisories, ${serious.length} of them serious.`)
  if (serious.length > 0) process.exitCode = 1
} else {
  const reason = Value.Check(Failure, report) ? report.message : 'no answer'
  console.log(`The registry did not answer with advisories, so nothing was compared: ${reason}`)
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
