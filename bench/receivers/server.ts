// Receives outgoing events, in a process of its own: accepts each one at once. `POST /received` returns how many came
// since the last time.
import { createServer } from 'node:http'

let received = 0

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    if (request.url !== '/received') {
      received += 1
      response.writeHead(204).end()
      return
    }
    response.end(String(received))
    received = 0
  })
})
server.keepAliveTimeout = 60_000
server.listen(Number(process.env['PORT']), '127.0.0.1')
