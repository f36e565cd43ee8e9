import { PassThrough } from 'node:stream'
import t from 'tap'
import { progress } from '../../src/adapters/cli/progress.ts'

/** What is written to a stream that is, or is not, a terminal. */
function written({ isTTY, total }: { isTTY: boolean; total: number }): string {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 }) as unknown as NodeJS.WriteStream
  const bar = progress('Imported', total, 'lines', stream)
  bar.reached(total)
  bar.stop()
  return String((stream as unknown as PassThrough).read() ?? '')
}

t.test('on a terminal the progress is shown', async (t) => {
  const text = written({ isTTY: true, total: 10 })
  t.match(text, /Imported .* 0 of 10 lines/)
  t.match(text, /Imported .* 10 of 10 lines/)
  t.notOk(text.includes('\u001b[?25l'), 'and keeps the cursor, should the command be broken off')
})

t.test('without a terminal, or without a known total, no progress is written', async (t) => {
  t.equal(written({ isTTY: false, total: 10 }), '')
  t.equal(written({ isTTY: true, total: 0 }), '')
})
