import t from 'tap'
import type { FileLine } from '../../src/usecases/clients/import-clients.ts'
import { openingWorld, staff } from '../support/opening-world.ts'

const line = (line: number, email: string, externalId?: string): FileLine => ({
  line,
  invitation: { name: 'Ada', email, expiresInHours: 5, ...(externalId !== undefined && { externalId }) },
})

/** Imports these lines. Counts those that were read. */
async function imported(
  lines: Iterable<FileLine>,
  { dryRun = false, after }: { dryRun?: boolean; after?: Error } = {},
  { useCases } = openingWorld(),
) {
  let read = 0
  async function* file() {
    for (const each of lines) {
      read += 1
      yield each
    }
    if (after !== undefined) throw after
  }
  const results: object[] = []
  let thrown: unknown
  try {
    for await (const result of useCases.importClients(file(), { dryRun, mayIssueLinks: true }, staff))
      results.push(result)
  } catch (error) {
    thrown = error
  }
  return { results, read, thrown }
}

t.test(
  'a client that is in the file twice is created once, by its first line, and the other names that line',
  async (t) => {
    const file = [
      line(2, 'ada@example.com'),
      line(3, 'ADA@example.com'),
      line(4, 'ada@example.com', 'crm-1'),
      line(5, 'grace@example.com', 'crm-1'),
      line(9, 'ada@example.com'),
    ]
    for (const [dryRun, outcome] of [
      [false, 'created'],
      [true, 'would_create'],
    ] as const) {
      const { results } = await imported(file, { dryRun })
      t.match(results, [
        { line: 2, outcome },
        { line: 3, outcome: 'exists', sameAs: 2 },
        { line: 4, outcome },
        { line: 5, outcome: 'exists', sameAs: 4 },
        { line: 9, outcome: 'exists', sameAs: 2 },
      ])
    }
  },
)

t.test('a dry run says of every line what the import then does', async (t) => {
  const world = openingWorld()
  await imported([line(2, 'there@example.com')], {}, world)
  const file: FileLine[] = [
    line(2, 'there@example.com'),
    line(3, 'new@example.com'),
    { line: 4, fault: 'email is required' },
    line(5, 'new@example.com'),
  ]
  const outcomes = async (dryRun: boolean) =>
    (await imported(file, { dryRun }, world)).results.map((result) =>
      'outcome' in result ? String(result.outcome).replace('would_create', 'created') : result,
    )
  const told = await outcomes(true)
  t.strictSame(told, ['exists', 'created', 'invalid', 'exists'])
  t.strictSame(await outcomes(false), told)
})

t.test('an import ends after a thousand invalid lines, reads no further, and says so', async (t) => {
  function* endless(): Generator<FileLine> {
    yield line(1, 'good@example.com')
    for (let n = 2; ; n += 1) yield { line: n, fault: 'email is required' }
  }
  const { results, read } = await imported(endless())
  t.match(results[0], { outcome: 'created' })
  t.match(results.at(-1), { ended: /after 1000 invalid lines/ })
  t.ok(read <= 1004, `${read} lines were read`)
})

t.test('nothing that was created is lost when the rest of the file cannot be read', async (t) => {
  const begun = [line(2, 'one@example.com'), line(3, 'two@example.com')]
  const created = [
    { line: 2, outcome: 'created', link: { linkSecret: String } },
    { line: 3, outcome: 'created', link: { linkSecret: String } },
  ]
  const ended = await imported([...begun, { ended: 'Line 4 is too long.' }, line(5, 'three@example.com')])
  t.match(ended.results, [...created, { ended: 'Line 4 is too long.' }])
  t.equal(ended.results.length, 3)
  const broken = new Error('read error')
  const { results, thrown } = await imported(begun, { after: broken })
  t.match(results, created)
  t.equal(thrown, broken)
})
