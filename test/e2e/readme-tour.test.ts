import { join } from 'node:path'
import t from 'tap'
import { startDemo } from '../support/demo-process.ts'
import { pasted, shells } from '../support/shells.ts'
import { shellBlocks } from '../support/shell-blocks.ts'

const root = join(import.meta.dirname, '../..')

/** The blocks of the tour: from the invitation to the audit trail. */
const TOUR = shellBlocks(join(root, 'README.md')).slice(2, 7)

t.test('the tour of the README can be pasted in every shell, and again', async (t) => {
  const demo = await startDemo(t)
  const tour = TOUR.join('\n')
    .replaceAll('http://localhost:4242', demo.api)
    .replaceAll('http://localhost:12111', demo.simulatorUrl)
    .replaceAll('.data/admin-key', join(demo.dataDir, 'admin-key'))
  t.match(tour, /onboarding\.token[\s\S]*account_links\.create[\s\S]*onboard-client[\s\S]*\/events/, 'it is the tour')
  t.ok(shells.length > 0)
  for (const shell of [...shells, ...shells]) {
    await new Promise((resolve) => setTimeout(resolve, 1000)) // the address has seconds in it
    const output = await pasted(shell, tour, root)
    const steps = [
      /"name": "Ada Lovelace"/,
      /"token": "obt_/,
      /"route": "account_links\.create"/,
      /"code": "STRIPE_ACCOUNT_LINK_FAILED"[\s\S]*"retryable": true/,
      /"status": "pending",[\s\S]*"attempts": 1,/,
      /"url": "[^"]+",\s+"expiresAt"/,
      /"status": "in_progress",[\s\S]*"attempts": 0,/,
      /"type": "link_created",[\s\S]*"type": "provider_failed",[\s\S]*"type": "token_issued"/,
    ]
    t.match(output, new RegExp(steps.map(({ source }) => source).join('[\\s\\S]*')), shell.name)
    t.notMatch(output, /not found|parse error|too many arguments|no matches|CLIENT_EXISTS/, shell.name)
  }
})

t.test('a client moves in with its account as docs/moving-in.md shows it', async (t) => {
  const demo = await startDemo(t)
  const example = (shellBlocks(join(root, 'docs/moving-in.md')).at(-1) ?? '')
    .replaceAll('http://localhost:4242', demo.api)
    .replaceAll('http://localhost:12111', demo.simulatorUrl)
    .replaceAll('.data/admin-key', join(demo.dataDir, 'admin-key'))
  for (const shell of shells) {
    const output = await pasted(shell, example, root)
    t.match(output, /"would_create"[\s\S]*"outcome":"created"[\s\S]*"readiness":"active"[\s\S]*"outcome":"exists"/)
    t.notMatch(output, /obt_|"failed":1|"invalid":1/, shell.name)
  }
})
