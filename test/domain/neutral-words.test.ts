import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const root = join(import.meta.dirname, '../..')
const files = globSync(['src/domain/**/*.ts', 'src/ports/**/*.ts', 'src/usecases/**/*.ts'], { cwd: root })

/** Words of Stripe's API, of either generation. */
const STRIPES =
  /stripe|acct_|(?:^|[^a-z])v[12](?![a-z])|requirement|(?:details|charges|payouts|currently|past|eventually|pending|disabled)_?(?:submitted|enabled|due|verification|reason)/i

t.test('the search finds the words in a sample', async (t) => {
  for (const word of ['a Stripe key', 'accounts_v1_disabled', 'v2', 'payoutsEnabled', 'past_due', 'currentlyDue']) {
    t.match(word, STRIPES)
  }
})

t.test('the domain, the ports and the use cases speak of no provider', async (t) => {
  t.ok(files.length > 60, 'all of them are looked at')
  for (const file of files) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n')
    t.strictSame(
      lines.filter((line) => STRIPES.test(line)),
      [],
      file,
    )
  }
})
