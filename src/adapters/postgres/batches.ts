import { AsyncLocalStorage } from 'node:async_hooks'
import { timed } from '../../observability/costs.ts'
import { StorageUnavailableError } from '../../ports/storage-unavailable-error.ts'

interface Waiting<Input, Output> {
  readonly input: Input
  readonly resolve: (output: Output) => void
  readonly reject: (error: unknown) => void
}

interface Options<Input> {
  /** Two inputs with the same key are never in one batch. Without it, any inputs are. */
  readonly keyOf?: (input: Input) => unknown
}

/** One batch runs at a time, because the calls that wait for it make the next one larger and so cheaper. */
const RUNNING = 1

/** A batch that has been running for so long, in milliseconds, no longer holds up the next: it may have lost its connection. */
const SLOW_MS = 25

/** Batches that run at the same time, the slow ones included. */
const MOST_RUNNING = 4

/** Inputs of one batch: the longer it runs, the longer the first of its callers waits for the last. */
const MOST = 32

/**
 * Runs concurrent calls together: those that are made while a batch is running go into the next one. A single call starts
 * at once, so nothing waits to be gathered, and the more callers there are, the less each of them costs.
 *
 * `run` returns one output for each input, in their order. If it throws, each input runs by itself, so that the fault of
 * one is not the others'; unless the database is unavailable, which is the answer to all.
 */
export function inBatches<Input, Output>(
  run: Run<Input, Output>,
  { keyOf }: Options<Input> = {},
): (input: Input) => Promise<Output> {
  const batches = new Batches(run, keyOf)
  return (input) => timed('databaseMs', () => batches.add(input))
}

/** A batch, and those after it, belong to none of its callers: what it costs and holds is not its first caller's alone. */
const outsideOfCalls = AsyncLocalStorage.snapshot()

type Run<Input, Output> = (inputs: readonly Input[]) => Promise<readonly Output[]>

class Batches<Input, Output> {
  readonly #run: Run<Input, Output>
  readonly #keyOf: Options<Input>['keyOf']
  #waiting: Waiting<Input, Output>[] = []
  #running = 0
  #slow = 0

  constructor(run: Run<Input, Output>, keyOf: Options<Input>['keyOf']) {
    this.#run = run
    this.#keyOf = keyOf
  }

  add(input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject })
      this.#startIfFree()
    })
  }

  #startIfFree(): void {
    if (this.#waiting.length === 0 || this.#running - this.#slow >= RUNNING || this.#running >= MOST_RUNNING) return
    this.#running += 1
    // At the end of the turn, with all calls that were made in it.
    outsideOfCalls(() => setImmediate(() => void this.#runNext()))
  }

  async #runNext(): Promise<void> {
    let isSlow = false
    const timer = setTimeout(() => {
      isSlow = true
      this.#slow += 1
      this.#startIfFree()
    }, SLOW_MS)
    const batch = this.#next()
    if (batch.length > 0) await this.#settle(batch)
    clearTimeout(timer)
    this.#running -= 1
    if (isSlow) this.#slow -= 1
    this.#startIfFree()
  }

  /** Takes the next batch from the calls that wait. */
  #next(): readonly Waiting<Input, Output>[] {
    const keyOf = this.#keyOf
    if (keyOf === undefined) return this.#waiting.splice(0, MOST)
    const batch = new Map<unknown, Waiting<Input, Output>>()
    const left: Waiting<Input, Output>[] = []
    for (const one of this.#waiting) {
      const key = keyOf(one.input)
      if (batch.size < MOST && !batch.has(key)) batch.set(key, one)
      else left.push(one)
    }
    this.#waiting = left
    return [...batch.values()]
  }

  async #settle(batch: readonly Waiting<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.#run(batch.map(({ input }) => input))
      if (outputs.length !== batch.length) throw new Error('a batch has another number of outputs than of inputs')
      for (const [n, output] of outputs.entries()) batch[n]?.resolve(output)
    } catch (error) {
      if (batch.length === 1 || error instanceof StorageUnavailableError) {
        for (const { reject } of batch) reject(error)
      } else for (const one of batch) await this.#settle([one])
    }
  }
}
