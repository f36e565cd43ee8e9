import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import t from 'tap'
import { commandLine } from '../support/command-line.ts'
import { testDatabase } from '../support/database.ts'
import { environmentFor } from '../support/service.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A port that another process is using. */
async function usedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return String((server.address() as AddressInfo).port)
}

const { url: databaseUrl } = await testDatabase(t)
const environment = environmentFor({ databaseUrl, stripeUrl: 'http://127.0.0.1:1' })
const nowhere = new URL(databaseUrl)
nowhere.port = '1'

const FAILED: Record<string, readonly [command: string, variables: Record<string, string>, message: RegExp]> = {
  'serve on a port that is in use': ['serve', { PORT: await usedPort() }, /using this port/],
  'serve on an address of another machine': ['serve', { HOST: '192.0.2.1', PORT: '0' }, /EADDRNOTAVAIL/],
  'serve without a database': ['serve', { DATABASE_URL: nowhere.href }, /No server is listening there/],
  'worker without a database': ['worker', { DATABASE_URL: nowhere.href }, /No server is listening there/],
}

for (const [name, [command, variables, message]] of Object.entries(FAILED)) {
  t.test(`${name} ends with exit code 1 and says why`, async (t) => {
    const { code, stderr } = await commandLine([command], { ...environment, ...variables })
    t.equal(code, 1)
    t.match(stderr, message)
    t.notMatch(stderr, /\n {4}at /, 'no stack')
  })
}

t.test('without a mail server no links can be confirmed by email', async (t) => {
  const { code, stderr } = await commandLine(['serve'], { ...environment, CONFIRM_BY_EMAIL: 'on' })
  t.not(code, 0)
  t.match(stderr, 'SMTP_URL is missing: CONFIRM_BY_EMAIL requires it')
})

t.test('the demo on a port that is in use ends with exit code 1 and says why', async (t) => {
  const { code, stderr } = await commandLine(['demo'], {
    DATA_DIR: await temporaryFolder(),
    SIMULATOR_PORT: '0',
    PORT: await usedPort(),
  })
  t.equal(code, 1)
  t.match(stderr, /using this port/)
  t.notMatch(stderr, /\n {4}at /, 'no stack')
})
