// The service as `serve` composes it, which kills itself at a checkpoint set by `crash.ts`. No `finally`, handler or
// destructor runs, so only what a power failure leaves is left.
import { flushCompileCache } from 'node:module'
import { createLog } from '../../src/observability/log.ts'
import { compose, openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { type Checkpoint, watched } from './checkpoints.ts'

/** Includes points of the HTTP side: before the reply, or when its last byte was passed to the socket. */
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
// Normally written when a process ends, which this one never does in an orderly way.
flushCompileCache()
process.on('disconnect', () => process.exit(0))
if (process.connected) process.send?.({ url })
