import { median } from './measure/median.ts'
import type { Sample } from './measure/sample.ts'
import { reportProfile } from './profile/report.ts'
import type { Row, RowResult } from './rows.ts'
import { errorsOf } from './table.ts'

/** What is said of a row while the others are still measured. */
export function progressOf({ scenario, connections, latencyMs }: Row, result: RowResult): string {
  const { ours, reference } = result
  const all = [...ours, ...reference]
  const rates = (samples: readonly Sample[]) => samples.map(({ perSecond }) => Math.round(perSecond)).join(' ')
  const own = median(all.map(({ benchCpu }) => benchCpu)).toFixed(2)
  const lines = [
    `${scenario.name}, ${connections} connections, Stripe at ${latencyMs} ms: ours ${rates(ours)}/s, ` +
      `reference ${rates(reference)}/s; the bench itself took ${own} ms CPU for each request`,
  ]
  const errors = errorsOf(result)
  const example = all.find((sample) => sample.example !== undefined)?.example
  if (errors !== '') lines.push(`  ERRORS ${errors}`, `  for example ${example}`)
  return lines.join('\n')
}

/** The statements of the last round of each server, for each request. */
export function statementsOf({ ours, reference }: RowResult): string {
  return Object.entries({ ours, reference })
    .flatMap(([name, samples]) =>
      (samples.at(-1)?.byStatement ?? [])
        .filter(({ calls }) => calls >= 0.01)
        .map(
          ({ calls, planMs, execMs, query }) =>
            `  ${name} ${calls.toFixed(2)} × plan ${planMs.toFixed(3)} ms, execute ${execMs.toFixed(3)} ms: ` +
            query.replaceAll(/\s+/g, ' ').slice(0, 160),
        ),
    )
    .join('\n')
}

/** Where the time of our server went in the last round, and stores the profile. */
export async function profileOf({ scenario, connections, latencyMs }: Row, { ours }: RowResult): Promise<string> {
  const { profile, answered } = ours.at(-1) ?? {}
  if (profile === undefined || answered === undefined) return '  no profile'
  return reportProfile(`${scenario.name}-${connections}-${latencyMs}ms`, profile, answered)
}
