import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { shells } from '../support/shells.ts'
import { shellBlocks } from '../support/shell-blocks.ts'

const root = join(import.meta.dirname, '../..')

/** A comment in an interactive zsh is an argument, and braces in it end the block. */
const COMMENT = /(^|\s)#/

t.test('the search finds comments, but not what only looks like one', async (t) => {
  for (const line of ['npm start   # everything', '# a line', 'ls # { … }']) t.match(line, COMMENT)
  for (const line of ['curl "http://localhost/onboard#token=x"', 'echo $#']) t.notMatch(line, COMMENT)
})

for (const page of globSync(['*.md', 'docs/*.md', 'packages/*/*.md'], { cwd: root })) {
  const blocks = shellBlocks(join(root, page))
  if (blocks.length === 0) continue
  t.test(`${page}: every block of shell can be pasted in bash and in zsh`, async (t) => {
    for (const block of blocks) {
      for (const line of block.split('\n')) t.notMatch(line, COMMENT, line)
      for (const shell of shells) t.doesNotThrow(() => execFileSync(shell.command, ['-n', '-c', block]), shell.name)
    }
  })
}
