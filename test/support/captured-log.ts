import { createLog } from '../../src/adapters/http/logging.ts'

/** The product's own log, kept in memory: `lines` parsed, `text` as it would have been written. */
export function capturedLog() {
  const written: string[] = []
  const log = createLog('trace', { write: (line: string) => void written.push(line) })
  return {
    log,
    text: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}
