import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { inspect } from 'node:util'
import { Parser } from 'tap-parser'

export interface TapCount {
  readonly passed: number
  readonly failed: number
  /** Skipped and todo tests, with the reason that the test gives. */
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
 * Counts the assertions in a file of raw TAP. A subtest (or file) that failed without a failed assertion (it crashed,
 * timed out or missed its plan) counts as one failure. Whether the run was complete is shown by tap's exit code, not
 * here: the file may lack the plan.
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

/** Details of how tap starts a file are not informative, and the stack has the location. */
const NO_NEWS = new Set(['args', 'at', 'command', 'cwd', 'externalID', 'source', 'stdio', 'tapCaught'])

function inWords(diag: AssertEvent['diag']): string {
  return Object.entries(diag ?? {})
    .filter(([name]) => !NO_NEWS.has(name))
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value.trimEnd() : inspect(value)}`)
    .join('\n')
    .replaceAll(/^/gm, '    ')
}
