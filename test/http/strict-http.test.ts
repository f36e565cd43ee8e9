import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { memoryApp } from '../support/memory-app.ts'

t.test('requests that a proxy might read differently are refused, and unusual ones answered', async (t) => {
  const { app } = await memoryApp(t)
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const raw = async (sent: string) => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(sent)
    return text(socket)
  }
  const get = (version: string, ...headers: string[]) =>
    raw([`GET /livez ${version}`, ...headers, 'Connection: close', '', ''].join('\r\n'))

  t.match(await get('HTTP/1.1', 'Host: x'), /^HTTP\/1\.1 200 /)
  t.match(await get('HTTP/1.0'), /^HTTP\/1\.1 200 /)
  for (const hosts of [
    ['Host: x', 'Host: y'],
    ['Host: x', 'HOST: x'],
    ['host: x', 'X-A: 1', 'hOST: y'],
  ]) {
    t.match(await get('HTTP/1.1', ...hosts), /^HTTP\/1\.1 400 .*VALIDATION_FAILED/s, hosts.join(' '))
  }
  for (const version of ['HTTP/2.0', 'HTTP/0.9', 'HTTP/1.2']) {
    t.match(await get(version, 'Host: x'), /^HTTP\/1\.1 400 .*VALIDATION_FAILED/s, version)
  }
  t.match(await get('HTTP/1.1', 'Host: x', 'Expect: foo'), /^HTTP\/1\.1 200 .*content-security-policy/s)
  t.match(
    await raw('GET /livez HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nNONSENSE\r\n\r\n'),
    /^HTTP\/1\.1 200 .*connection: close/s,
    'the connection ends with a request to upgrade it',
  )
})
