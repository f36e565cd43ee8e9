import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { controlClient } from '#stripe-simulator'
import { receiver, secret } from './receiver.ts'
import { inherited } from '../support/inherited.ts'

function start(env: Record<string, string>) {
  const server = spawn(process.execPath, ['packages/stripe-simulator/src/server.ts'], {
    // Without tap's own hooks in the child.
    env: { ...inherited(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text: Buffer) => (printed += text.toString()))
  const said = async (pattern: RegExp): Promise<string> => {
    while (!pattern.test(printed) && server.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20))
    return pattern.exec(printed)?.[1] ?? `nothing: ${printed}`
  }
  return { server, said }
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`the server says where it listens, answers, and stops on ${signal}`, async (t) => {
    const { server, said } = start({ SIMULATOR_PORT: '0' })
    t.teardown(() => server.kill('SIGKILL'))
    const url = await said(/listens on (http:\S+)/)
    t.equal((await fetch(`${url}/_simulator/health`)).status, 200)
    const held = fetch(`${url}/v1/accounts`, { headers: { authorization: 'Bearer sk_test_x' } })
    t.equal((await held).status, 200)
    server.kill(signal)
    const [code] = await once(server, 'exit')
    t.equal(code, 0)
  })
}

t.test('an environment that makes no sense is refused, and the message says why', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-server-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const damaged = join(folder, 'state.json')
  await writeFile(damaged, 'nonsense')
  const wrong: readonly (readonly [env: Record<string, string>, message: RegExp])[] = [
    [{ SIMULATOR_PORT: 'http' }, /(SIMULATOR_PORT is not a port)/],
    [{ SIMULATOR_WEBHOOK_URL: 'http://127.0.0.1:1' }, /(must be set together)/],
    [{ SIMULATOR_WEBHOOK_URL: 'nowhere', SIMULATOR_WEBHOOK_SECRET: 'whsec_x' }, /(not a web address)/],
    [{ SIMULATOR_STATE_FILE: damaged }, /(Delete it)/],
  ]
  for (const [env, message] of wrong) {
    const { server, said } = start({ SIMULATOR_PORT: '0', ...env })
    t.teardown(() => server.kill('SIGKILL'))
    const [code] = await once(server, 'exit')
    t.equal(code, 1)
    t.notMatch(await said(message), 'nothing:')
  }
})

t.test('a killed server continues with its state, and sends events to the endpoint in its environment', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-server-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const endpoint = await receiver(t)
  const env = {
    SIMULATOR_PORT: '0',
    SIMULATOR_STATE_FILE: join(folder, 'state.json'),
    SIMULATOR_WEBHOOK_URL: endpoint.url,
    SIMULATOR_WEBHOOK_SECRET: `${secret}, whsec_the_other`,
  }
  const authorization = 'Bearer sk_test_x'
  const first = start(env)
  t.teardown(() => first.server.kill('SIGKILL'))
  const made = await fetch(`${await first.said(/listens on (http:\S+)/)}/v1/accounts`, {
    method: 'POST',
    headers: { authorization },
  })
  const { id } = (await made.json()) as { id: string }
  // What is kept is kept a moment later.
  await new Promise((resolve) => setTimeout(resolve, 500))
  first.server.kill('SIGKILL')
  await once(first.server, 'exit')

  const second = start(env)
  t.teardown(() => second.server.kill('SIGKILL'))
  const url = await second.said(/listens on (http:\S+)/)
  t.equal((await fetch(`${url}/v1/accounts/${id}`, { headers: { authorization } })).status, 200)
  const control = controlClient(url)
  await control.setAccountState(id, { outcome: 'complete' })
  await control.flushWebhooks()
  t.match(endpoint.events(), [{ type: 'account.updated', account: id }])
})
