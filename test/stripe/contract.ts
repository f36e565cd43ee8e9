import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { Parser } from 'tap-parser'
import type { AccountsApi } from '../../src/adapters/stripe/accounts-api.ts'
import type { Connection } from './connection.ts'
import { contractVariables } from './contract-environment.ts'
import { differs, holds, type Result } from './frame.ts'

interface Options {
  readonly api: AccountsApi
  readonly connection: Connection
  readonly stop: AbortSignal
  readonly created: (accountId: string) => void
  readonly report: (result: Result) => void
}

const SECONDS = 900

/** Runs the contract of payment providers. Each of its tests is a claim. */
export async function runContract({ api, connection, stop, created, report }: Options): Promise<void> {
  const child = fork(join(import.meta.dirname, 'provider-contract.ts'), {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    env: { PATH: process.env['PATH'], TAP_TIMEOUT: String(SECONDS), ...contractVariables({ api, connection }) },
  })
  const end = () => child.kill('SIGKILL')
  stop.addEventListener('abort', end, { once: true })
  child.on('message', (message: { created: string }) => created(message.created))
  const result = resultsOf(api)
  const parser = new Parser()
  let ran = 0
  follow(parser, (test) => {
    ran += 1
    report(result(test))
  })
  child.stdout?.pipe(parser)
  await once(child, 'close')
  stop.removeEventListener('abort', end)
  if (!stop.aborted && (ran === 0 || child.signalCode !== null)) {
    report(result({ name: 'The contract runs to its end.', failures: [`ended after ${ran} tests`] }))
  }
}

interface FinishedTest {
  readonly name: string
  readonly failures: readonly string[]
}

function resultsOf(api: AccountsApi) {
  let number = 0
  return ({ name, failures }: FinishedTest): Result => ({
    id: `${api}.contract.${(number += 1)}`,
    says: name,
    source: 'the contract of payment providers',
    outcome: failures.length === 0 ? holds() : differs(failures.join('; ').slice(0, 300)),
  })
}

interface Assertion {
  readonly ok: boolean
  readonly name: string
  readonly fullname: string
  readonly diag: Readonly<Record<string, unknown>> | null
}

interface Tally {
  assertions: number
  failures: string[]
  /** Tests inside of it that failed. */
  failedInside: number
}

/** Tells of each test that has assertions of its own, when it is finished. */
function follow(parser: Parser, finished: (test: FinishedTest) => void): Tally {
  const tally: Tally = { assertions: 0, failures: [], failedInside: 0 }
  let inside: Tally | undefined
  parser.on('child', (child: Parser) => {
    inside = follow(child, finished)
  })
  parser.on('assert', (assertion: Assertion) => {
    if (inside === undefined) {
      tally.assertions += 1
      if (!assertion.ok) tally.failures.push(inWords(assertion))
    } else {
      if (!assertion.ok) tally.failedInside += 1
      const endedEarly = !assertion.ok && inside.failures.length === 0 && inside.failedInside === 0
      const failures = endedEarly ? [inWords(assertion)] : inside.failures
      if (inside.assertions > 0 || endedEarly) finished({ name: assertion.fullname, failures })
    }
    inside = undefined
  })
  return tally
}

/** A failed assertion in one line. */
function inWords({ name, diag }: Assertion): string {
  const difference = diag?.['diff'] ?? diag?.['message'] ?? ''
  const lines = (typeof difference === 'string' ? difference : inspect(difference))
    .split('\n')
    .filter((line) => !/^(---|\+\+\+|@@)/.test(line))
  return `${name}: ${lines.join(' ').replaceAll(/\s+/g, ' ').trim()}`
}
