import t from 'tap'
import { closingAll, missedFloors, proveSmall, type ProofOptions } from './frame.ts'
import { markdownOf, tableOf } from './report.ts'

t.test('what happened too rarely to prove anything is a violation', async (t) => {
  t.same(missedFloors({ often: 3, rarely: 1 }, { often: 3, rarely: 2, never: 1 }), [
    'too rare to prove anything: rarely 1 times, at least 2',
    'too rare to prove anything: never 0 times, at least 1',
  ])
})

t.test('resources are closed in reverse order, even after a failure', async (t) => {
  const closed: string[] = []
  const failing = closingAll(async (t) => {
    for (const what of ['database', 'service']) t.teardown(async () => void closed.push(what))
    throw new Error('failed')
  })
  await t.rejects(failing, { message: 'failed' })
  t.same(closed, ['service', 'database'])
})

t.test('the table lists what happened, and each violation with how to repeat it', async (t) => {
  const part = {
    id: 'T0',
    claim: 'nothing happens',
    counts: { 'a link': 12_345 },
    violations: ['two accounts'],
    seed: 7,
    seconds: 1,
  }
  const run = { startedAt: '', seconds: 1, seed: 7, node: '24', database: 'PostgreSQL', processors: 2 }
  const text = tableOf({ ...run, passed: false, parts: [part] })
  for (const told of ['12,345', 'T0: two accounts', '1 violations', 'TEST_SEED=7']) t.match(text, told)
  t.match(markdownOf({ ...run, passed: false, parts: [part] }), '| T0 | a link: 12,345 | 1 | 1 |')
})

let asked: ProofOptions | undefined
proveSmall(t, {
  id: 'T0',
  claim: 'a part runs small in npm test',
  run: async (options) => {
    asked = options
    return { counts: {}, violations: [], seed: options.seed }
  },
})
t.test('a part gets its size, its seed and its deadline', async (t) => {
  t.match(asked, { size: 'small', seed: Number, deadline: AbortSignal })
})
