import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { inspect } from 'node:util'
import { Parser } from 'tap-parser'

export interface TapCount {
  readonly passed: number
  readonly failed: number
  /** What was not run, or is known to fail, with the reason that the test gives. */
  readonly notRun: readonly string[]
  /** A line for each test file. */
  readonly files: readonly string[]
  /** A paragraph for each failure, for people. */
  readonly failures: readonly string[]
}

interface Tally {
  passed: number
  notRun: string[]
  files: string[]
  failures: string[]
}

/**
 * Counts the assertions in a file of raw TAP. A subtest (or a file) that failed although no assertion in it did (it
 * crashed, ran out of time, missed its plan) counts as one failure. Whether the run as a whole was complete is not
 * said here but by tap's exit code: its file may lack the plan.
 */
export async function countTap(file: string): Promise<TapCount> {
  const tally: Tally = { passed: 0, notRun: [], files: [], failures: [] }
  const parser = new Parser()
  count(parser, tally)
  await pipeline(createReadStream(file), parser)
  return { ...tally, failed: tally.failures.length }
}

function count(parser: Parser, tally: Tally): void {
  let before: { passed: number; failed: number } | undefined
  parser.on('child', (child: Parser) => {
    before = { passed: tally.passed, failed: tally.failures.length }
    count(child, tally)
  })
  parser.on('assert', ({ ok, skip, todo, fullname, diag, time }: AssertEvent) => {
    const known = before !== undefined && tally.failures.length > before.failed
    const reason = skip === false ? todo : skip
    if (reason !== false) tally.notRun.push(reason === true ? fullname : `${fullname}: ${reason}`)
    else if (!ok && !known) tally.failures.push(`\nfailed: ${fullname}\n${inWords(diag)}\n`)
    else if (ok && before === undefined) tally.passed += 1
    if (parser.level === 0) {
      const passed = tally.passed - (before?.passed ?? tally.passed)
      tally.files.push(
        `${ok ? 'ok    ' : 'FAILED'} ${fullname}: ${passed} passed, ${((time ?? 0) / 1000).toFixed(1)} s`,
      )
    }
    before = undefined
  })
}

interface AssertEvent {
  readonly ok: boolean
  readonly skip: boolean | string
  readonly todo: boolean | string
  readonly fullname: string
  readonly diag: Readonly<Record<string, unknown>> | null
  readonly time: number | null
}

/** How tap starts a file is no news, and the stack says where. */
const NO_NEWS = new Set(['args', 'at', 'command', 'cwd', 'externalID', 'source', 'stdio', 'tapCaught'])

function inWords(diag: AssertEvent['diag']): string {
  return Object.entries(diag ?? {})
    .filter(([name]) => !NO_NEWS.has(name))
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value.trimEnd() : inspect(value)}`)
    .join('\n')
    .replaceAll(/^/gm, '    ')
}
