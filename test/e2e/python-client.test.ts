// The tests of packages/python-client, in one Python, with a service, and with events that another library has signed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { StorageUnavailableError } from '../../src/ports/storage-unavailable-error.ts'
import { pythonCommand } from '../support/python.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'
import { startWorker } from '../support/worker.ts'

const PACKAGE = join(import.meta.dirname, '../../packages/python-client')
const TOLERANCE_SECONDS = 300

const secrets = Object.fromEntries(
  ['old', 'new', 'other'].map((name) => [name, `whsec_${Buffer.from(name.repeat(11)).toString('base64')}`]),
)

function signedAt(offsetSeconds: number) {
  const at = new Date(Date.now() + offsetSeconds * 1000)
  const id = 'event-1'
  const data = { clientId: '3fa85f64-5717-4562-b3fc-2c963f66afa6', accountId: 'acct_1', externalId: 'Ä' }
  const body = JSON.stringify({ type: 'client.invited', data })
  const signatures = Object.entries(secrets).map(([name, secret]) => [name, new Webhook(secret).sign(id, at, body)])
  return { body, id, timestamp: Math.floor(at.getTime() / 1000), signatures: Object.fromEntries(signatures) }
}

const python = pythonCommand()
if (python === undefined) throw new Error('the Python client needs python3, 3.11 or newer, and this machine has none')
const around = await surroundings(t)
const variables = { ALLOW_PRIVATE_RECEIVERS: 'on' }
let isAway = true
const service = await startService(t, around, variables, (ports) => ({
  ...ports,
  queries: {
    ...ports.queries,
    countClients: async (platform) => {
      if (!isAway) return ports.queries.countClients(platform)
      isAway = false
      throw new StorageUnavailableError()
    },
  },
}))
await startWorker(t, around, variables)

const given = {
  url: service.url,
  key: ADMIN_KEY,
  secrets,
  signed: {
    now: signedAt(0),
    'a while ago': signedAt(60 - TOLERANCE_SECONDS),
    'a while ahead': signedAt(TOLERANCE_SECONDS - 60),
    'long ago': signedAt(-60 - TOLERANCE_SECONDS),
    'far ahead': signedAt(60 + TOLERANCE_SECONDS),
  },
}
// Warnings are errors: a connection that is not closed, for example.
const tests = spawn(python, ['-W', 'error', '-m', 'unittest', 'discover', '--verbose', '--top-level-directory', '.'], {
  cwd: PACKAGE,
  env: {
    PATH: process.env['PATH'],
    PYTHONPATH: 'src',
    PYTHONDONTWRITEBYTECODE: '1',
    CONNECT_ONBOARDING_TEST: JSON.stringify(given),
  },
  stdio: ['ignore', 'inherit', 'pipe'],
})
const [report, [exitCode]] = await Promise.all([text(tests.stderr), once(tests, 'exit')])

for (const [, name = '', file = '', outcome = ''] of report.matchAll(
  /^test_(\w+) \((?:tests\.)?(\w+)\..*\) \.\.\. (\w+)/gm,
)) {
  t.equal(outcome, 'ok', `${file}: ${name.replaceAll('_', ' ')}`)
}
t.equal(exitCode, 0, 'Python says that all of its tests passed', { report })
t.match(report, /^Ran \d\d tests/m)
