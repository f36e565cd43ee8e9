// The service as `serve` composes it, that kills itself at a checkpoint when `crash.ts` told it to. No `finally`, no
// handler and no destructor runs: what is left is what a power cut leaves.
import { flushCompileCache } from 'node:module'
import { createLog } from '../../src/adapters/http/logging.ts'
import { compose, openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { type Checkpoint, watched } from './checkpoints.ts'

/** Also of the HTTP side: before the reply, or when its last byte was given to the socket. */
export type CrashPoint = Checkpoint | 'before the reply' | 'after the reply'

let diesAt: CrashPoint | undefined

async function pass(point: CrashPoint): Promise<void> {
  if (point !== diesAt) return
  process.kill(process.pid, 'SIGKILL')
  await Promise.withResolvers().promise
}

const config = readConfig(process.env)
const log = createLog(config.logLevel)
const app = await compose(watched(openPorts(config, log), pass), config, log)
app.addHook('onSend', () => pass('before the reply'))
app.addHook('onResponse', () => pass('after the reply'))
const url = await app.listen({ host: '127.0.0.1', port: 0 })

process.on('message', (point: CrashPoint) => {
  diesAt = point
  process.send?.({ armed: point })
})
// Written at the end of a process otherwise, which this one is not to have.
flushCompileCache()
process.on('disconnect', () => process.exit(0))
if (process.connected) process.send?.({ url })
