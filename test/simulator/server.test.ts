import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'

function start(env: Record<string, string>) {
  const server = spawn(process.execPath, ['stripe-simulator/server.ts'], {
    // Without tap's own hooks in the child.
    env: { PATH: process.env['PATH'], ...env },
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

t.test('a port that is none is refused', async (t) => {
  const { server, said } = start({ SIMULATOR_PORT: 'http' })
  t.teardown(() => server.kill('SIGKILL'))
  const [code] = await once(server, 'exit')
  t.equal(code, 1)
  t.match(await said(/(SIMULATOR_PORT is not a port)/), 'SIMULATOR_PORT')
})
