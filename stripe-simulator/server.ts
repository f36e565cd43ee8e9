import closeWithGrace from 'close-with-grace'
import { startSimulator } from './start.ts'

const { SIMULATOR_HOST: host = '127.0.0.1', SIMULATOR_PORT = '12111', SIMULATOR_PUBLIC_URL } = process.env
const port = Number(SIMULATOR_PORT)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`SIMULATOR_PORT is not a port: ${SIMULATOR_PORT}`)
  process.exit(1)
}

// A name, because people open these pages; with port 0 it is only known where it listens.
const publicUrl = SIMULATOR_PUBLIC_URL?.replace(/\/+$/, '') ?? (port === 0 ? undefined : `http://localhost:${port}`)
// Logs go to a terminal or a collector when somebody asked for them; the overview page shows the calls anyway.
const logger = process.env['SIMULATOR_LOG'] === 'on'
const running = await startSimulator({ host, port, logger, ...(publicUrl !== undefined && { publicUrl }) })

closeWithGrace({ delay: 5000 }, async ({ err }) => {
  if (err !== undefined) console.error(err)
  await running.close()
})

console.log(`The Stripe simulator listens on ${running.url} (nothing here reaches Stripe).

  Look at it      ${publicUrl ?? running.url}/
  Use it          new Stripe('sk_test_any', { host: '${host}', port: ${running.port}, protocol: 'http' })
  Try it          curl ${running.url}/v1/accounts -u sk_test_any: -d type=express -d email=jo@example.com
  Break it        curl ${running.url}/_simulator/faults -H 'content-type: application/json' \\
                    -d '{"route":"*","times":1,"fault":{"kind":"error","status":500,"saved":true}}'
  Stop it         Ctrl-C
`)
