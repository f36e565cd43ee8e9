import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { commandLine } from '../support/command-line.ts'

t.test('the exit code of health says whether the service on this machine is alive, or ready', async (t) => {
  const server = createServer(({ url }, response) => response.writeHead(url === '/readyz' ? 503 : 200).end('{}'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const PORT = String((server.address() as AddressInfo).port)

  // A container listens on all addresses.
  for (const HOST of ['', '0.0.0.0', '127.0.0.1']) {
    t.same(await commandLine(['health'], { HOST, PORT }), {
      code: 0,
      stdout: `Healthy: http://127.0.0.1:${PORT}/livez replied with 200.\n`,
      stderr: '',
    })
  }
  t.same(await commandLine(['health', '--ready'], { PORT }), {
    code: 1,
    stdout: '',
    stderr: `Not healthy: http://127.0.0.1:${PORT}/readyz replied with 503.\n`,
  })
  t.match(await commandLine(['health', '--url', `http://127.0.0.1:${PORT}/any`]), { code: 0 })
  t.match(await commandLine(['health', '--url', 'http://x', '--ready']), { code: 2, stderr: /cannot be used with/ })

  server.close()
  t.match(await commandLine(['health'], { PORT }), { code: 1, stderr: /replied with nothing/ })
})
