// One part of the proof in a process of its own: what it breaks, it breaks alone. Tells its parent the result.
import { PARTS } from './parts.ts'

const [id, seed, seconds] = process.argv.slice(2)
const part = PARTS.find((part) => part.id === id)
if (part === undefined) throw new Error(`there is no part ${id}`)
const result = await part.run({
  size: 'full',
  seed: Number(seed),
  say: (line) => console.log(`${part.id.padEnd(4)} ${line}`),
  deadline: AbortSignal.timeout(Number(seconds) * 1000),
})
// What a part has left open is no reason to stay.
process.send?.(result, () => process.exit(0))
