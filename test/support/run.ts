// `npm test`: starts one PostgreSQL for the whole run, runs tap, stops the database, and prints how many assertions
// passed. tap's own `before` script is unsuitable: it ends before the tests begin, and the database would end with it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, matchesGlob, normalize } from 'node:path'
import { chromiumPath } from './browser.ts'
import { interruption } from './interruption.ts'
import { pythonCommand } from './python.ts'
import { type RunDatabase, withRunDatabase } from './run-database.ts'
import { countTap } from './tap-count.ts'
import { temporaryFolder } from './temporary-folder.ts'
import type { TestServer } from './test-server.ts'

const NODE_MAJOR = 24
const CONTAINER_TESTS = 'test/e2e/containers.test.ts'
const BROWSER_TESTS = 'test/e2e/browser/*.test.ts'
const PYTHON_TESTS = 'test/e2e/python-client.test.ts'
const SECONDS_PER_FILE = 300
const COMPILE_CACHE = join(import.meta.dirname, '../../node_modules/.cache/compile')

const [major = '0'] = process.versions.node.split('.')
if (Number(major) < NODE_MAJOR) {
  fail(`this project needs node ${NODE_MAJOR} or newer, and this is ${process.versions.node}: npm ci brings one along`)
}
const args = process.argv.slice(2)
const interrupted = interruption()
let passed = 0
let failed = 0
try {
  ;({ passed, failed } = await withRunDatabase(say, runOn))
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  failed += 1
}
say(`${passed} passed, ${failed} failed`)
// An explicit exit: a hanging probe of a container runtime must not keep the run alive.
process.exit(interrupted.signal !== undefined ? 130 : failed === 0 ? 0 : 1)

async function runOn({ server, environment }: RunDatabase): Promise<{ passed: number; failed: number }> {
  const selection = selectionFor(server)
  const reports = await temporaryFolder()
  const report = join(reports, 'run.tap')
  try {
    const tapExitCode = await runTap([...selection, `--output-file=${report}`], environment)
    const count = await countTap(report).catch(() => undefined)
    if (count === undefined) return { passed: 0, failed: 1 }
    if (!hasReporter()) for (const line of [...count.files, ...count.failures]) say(line)
    for (const test of count.notRun) say(`not run: ${test}`)
    if (count.failed > 0) return count
    if (count.passed === 0) say('no test ran')
    else if (tapExitCode !== 0) say(`no assertion failed, and yet tap ended with exit code ${tapExitCode}`)
    else return count
    return { passed: count.passed, failed: 1 }
  } finally {
    await rm(reports, { recursive: true, force: true })
  }
}

/** tap's reporters are made for terminals; some print nothing if CI is set. */
function hasReporter(): boolean {
  return process.stdout.isTTY || args.some((arg) => /^(-R|--reporter)/.test(arg))
}

/** tap's arguments: the caller's, and defaults for the rest. */
function selectionFor(server: TestServer): string[] {
  let selection = [`--timeout=${SECONDS_PER_FILE}`, ...args.flatMap(testFilesOf)]
  if (!hasReporter()) selection.push('--reporter=silent')
  const without = [
    ...(server.containers ? [] : [{ tests: CONTAINER_TESTS, needs: 'a container runtime' }]),
    ...(chromiumPath() === undefined ? [{ tests: BROWSER_TESTS, needs: 'Chromium' }] : []),
    ...(pythonCommand() === undefined ? [{ tests: PYTHON_TESTS, needs: 'python3, 3.11 or newer' }] : []),
  ]
  for (const { tests, needs } of without) {
    const isIn = (arg: string) => matchesGlob(normalize(arg), tests)
    // CI either has all dependencies or has failed to install them.
    if (args.some(isIn) || (tests !== CONTAINER_TESTS && process.env['CI'] !== undefined)) {
      throw new Error(`${tests} needs ${needs}, and this machine has none`)
    }
    say(`${tests} needs ${needs}: not part of this run`)
    selection = [...selection.filter((arg) => !isIn(arg)), `--exclude=${tests}`]
  }
  return selection
}

/** A folder stands for its test files. (tap would treat every file in it as a test.) */
function testFilesOf(arg: string): string[] {
  if (statSync(arg, { throwIfNoEntry: false })?.isDirectory() !== true) return [arg]
  const files = globSync(join(arg, '**/*.test.ts')).toSorted()
  // tap would run everything if no file were given.
  return files.length === 0 ? [arg] : files
}

async function runTap(tapArgs: readonly string[], environment: Record<string, string>): Promise<number> {
  if (interrupted.signal !== undefined) return 1
  const manifest = createRequire(import.meta.url).resolve('tap/package.json')
  const tap = spawn(process.execPath, [join(dirname(manifest), 'dist/esm/run.mjs'), ...tapArgs], {
    stdio: 'inherit',
    // A process group that contains the test files: a signal to tap alone would leave them running.
    detached: true,
    // Most of the short life of a test's process is spent on loading modules.
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment },
  })
  interrupted.child = tap
  await once(tap, 'exit')
  // Some reporters end with an escape sequence, and the output after it needs a new line.
  if (hasReporter()) say('')
  return tap.exitCode ?? 1
}

function say(line: string): void {
  console.log(line)
}

function fail(why: string): never {
  console.error(why)
  say('0 passed, 1 failed')
  process.exit(1)
}
