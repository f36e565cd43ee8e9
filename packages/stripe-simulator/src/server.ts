#!/usr/bin/env node
import closeWithGrace from 'close-with-grace'
import { serverOptions } from './server-options.ts'
import { startSimulator } from './start.ts'

async function start() {
  try {
    const options = serverOptions(process.env)
    return { options, running: await startSimulator(options) }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return process.exit(1)
  }
}

const { options, running } = await start()

closeWithGrace({ delay: 5000 }, async ({ err }) => {
  if (err !== undefined) console.error(err)
  await running.close()
})

const { host, publicUrl = running.url, stateFile } = options
console.log(`The Stripe simulator listens on ${running.url} (nothing here reaches Stripe).

  Overview        ${publicUrl}/
  Client          new Stripe('sk_test_any', { host: '${host}', port: ${running.port}, protocol: 'http' })
  Request         curl ${running.url}/v1/accounts -u sk_test_any: -d type=express -d email=jo@example.com
  Fault           curl ${running.url}/_simulator/faults -H 'content-type: application/json' \\
                    -d '{"route":"*","times":1,"fault":{"kind":"error","status":500,"saved":true}}'
  State           ${stateFile ?? 'in memory (SIMULATOR_STATE_FILE stores it in a file)'}
  Stop            Ctrl-C
`)
