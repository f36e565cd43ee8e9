// One lane of T3, in a thread of its own: a field, and batches of schedules on it, one after the other.
import { parentPort, workerData } from 'node:worker_threads'
import { closingAll } from '../frame.ts'
import { playBatch } from './batch.ts'
import { field as openField } from './field.ts'

const { seed, batches } = workerData as { seed: number; batches: number }
const stopped = new AbortController()
parentPort?.once('message', () => stopped.abort())
await closingAll(async (t) => {
  const field = await openField(t)
  for (let batch = 0; batch < batches && !stopped.signal.aborted; batch += 1) {
    parentPort?.postMessage(await playBatch(field, seed + batch))
  }
})
parentPort?.close()
