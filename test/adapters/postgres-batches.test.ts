import { AsyncLocalStorage } from 'node:async_hooks'
import t from 'tap'
import { inBatches } from '../../src/adapters/postgres/batches.ts'
import { measuring, type Costs } from '../../src/observability/costs.ts'
import { StorageUnavailableError } from '../../src/ports/storage-unavailable-error.ts'

/** Batches whose run ends when the test says so. */
function held() {
  const batches: { readonly inputs: readonly number[]; readonly end: () => void }[] = []
  const run = (inputs: readonly number[]) =>
    new Promise<readonly number[]>((resolve) =>
      batches.push({ inputs, end: () => resolve(inputs.map((input) => input * 10)) }),
    )
  return { run, batches }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

t.test('calls that are made while a batch runs go together into the next', async (t) => {
  const { run, batches } = held()
  const call = inBatches(run)
  const answers = [call(1)]
  await turn()
  answers.push(call(2), call(3), call(3))
  await turn()
  t.strictSame(
    batches.map(({ inputs }) => inputs),
    [[1]],
  )
  batches[0]?.end()
  await answers[0]
  await turn()
  t.strictSame(
    batches.map(({ inputs }) => inputs),
    [[1], [2, 3, 3]],
  )
  batches[1]?.end()
  t.strictSame(await Promise.all(answers), [10, 20, 30, 30], 'each gets its own answer')
})

t.test('a batch takes 32 calls, and one for each key', async (t) => {
  const batches: (readonly number[])[] = []
  const run = async (inputs: readonly number[]) => {
    batches.push(inputs)
    return inputs
  }
  const inputs = Array.from({ length: 70 }, (_, n) => n)
  await Promise.all(inputs.map(inBatches(run)))
  t.strictSame(
    batches.map(({ length }) => length),
    [32, 32, 6],
  )

  batches.length = 0
  const answers = await Promise.all([1, 11, 2, 21, 3].map(inBatches(run, { keyOf: (input) => input % 10 })))
  t.strictSame(batches, [[1, 2, 3], [11], [21]], 'the same key waits for the next batch')
  t.strictSame(answers, [1, 11, 2, 21, 3])
})

t.test('a batch that takes long does not hold up the next, and at most four run', async (t) => {
  const { run, batches } = held()
  const call = inBatches(run)
  const answers: Promise<number>[] = []
  for (let n = 1; n <= 6; n += 1) {
    answers.push(call(n))
    await turn()
  }
  t.strictSame(batches.length, 1)
  const limit = performance.now() + 5000
  while (batches.length < 2 && performance.now() < limit) await new Promise((resolve) => setTimeout(resolve, 5))
  t.strictSame(batches[1]?.inputs, [2, 3, 4, 5, 6], 'the next one starts although the first has not ended')
  for (let n = 7; n <= 12; n += 1) {
    answers.push(call(n))
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
  t.equal(batches.length, 4)
  for (let ended = 0; ended < batches.length; ended += 1) {
    batches[ended]?.end()
    await turn()
    await turn()
  }
  t.strictSame(
    await Promise.all(answers),
    Array.from({ length: 12 }, (_, n) => (n + 1) * 10),
  )
})

t.test('the fault of one input is its own', async (t) => {
  const batches: (readonly number[])[] = []
  const call = inBatches(async (inputs: readonly number[]) => {
    batches.push(inputs)
    if (inputs.includes(2)) throw new Error('two')
    return inputs
  })
  const answers = await Promise.allSettled([1, 2, 3].map(call))
  t.strictSame(
    answers.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  t.strictSame(batches, [[1, 2, 3], [1], [2], [3]])
  t.equal(await call(4), 4, 'and the next call runs')
})

t.test('a database that is not available is the answer to all, without another try', async (t) => {
  let runs = 0
  const call = inBatches(async (): Promise<readonly number[]> => {
    runs += 1
    throw new StorageUnavailableError({ cause: new Error('gone') })
  })
  const answers = await Promise.allSettled([1, 2, 3].map(call))
  t.equal(runs, 1)
  for (const answer of answers) t.match(answer, { status: 'rejected', reason: StorageUnavailableError })
})

t.test('every request of a batch waited for the database', async (t) => {
  const call = inBatches(async (inputs: readonly number[]) => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    return inputs
  })
  const costs = [1, 2].map((): Costs => ({ databaseMs: 0, providerMs: 0 }))
  await Promise.all(costs.map((cost, n) => measuring(cost, () => call(n))))
  for (const { databaseMs } of costs) t.ok(databaseMs > 5, `${databaseMs} ms`)
})

t.test('a batch runs in the context of none of its callers', async (t) => {
  const caller = new AsyncLocalStorage<string>()
  const seen: (string | undefined)[] = []
  const call = inBatches(async (inputs: readonly number[]) => {
    seen.push(caller.getStore())
    return inputs
  })
  t.equal(await caller.run('the first', () => call(1)), 1)
  t.strictSame(seen, [undefined])
})
