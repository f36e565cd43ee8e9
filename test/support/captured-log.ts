import { createLog } from '../../src/observability/log.ts'

/** The service's log in memory: `lines` are parsed, `text` is what would have been written. */
export function capturedLog() {
  const written: string[] = []
  const log = createLog('trace', { write: (line: string) => void written.push(line) })
  return {
    log,
    text: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}
