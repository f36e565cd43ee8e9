import t from 'tap'
import { shell } from '../support/staff-shell.ts'

t.test('a shell says what it would do to the clients that match, asks, and does it once', async (t) => {
  const { admin, lines, invite, open, show } = await shell(t)
  const first = await invite({ name: 'Ada Lovelace' })
  const second = await invite({ name: 'Ada Byron' })
  await invite({ name: 'Grace Hopper' })

  const asked = await admin(['clients', 'bulk', 'reissue', '--q', 'ada'])
  t.match(asked, {
    code: 2,
    stdout: '',
    stderr: /reissue: 2 to do, 0 already.*Nothing was changed\.\n.*confirm it with --yes/,
  })
  t.equal((await show(first.clientId)).onboarding.tokenId, first.tokenId)

  const done = await lines(['clients', 'bulk', 'reissue', '--q', 'ada', '--yes', '--expires-in-hours', '2'])
  t.match(done, {
    code: 0,
    lines: [
      { clientId: second.clientId, outcome: 'done', url: String, cursor: second.clientId },
      { clientId: first.clientId, outcome: 'done', token: /^obt_/ },
      { summary: { action: 'reissue', dryRun: false, complete: true, done: 2 } },
    ],
  })
  t.equal((await open(done.lines[1].token)).status, 200)
  const again = await admin(['clients', 'bulk', 'reissue', '--q', 'ada', '--yes'])
  t.match(again, { code: 0, stdout: '', stderr: /2 already[\s\S]*There is nothing to do/ })

  const dry = await lines(['clients', 'bulk', 'sync', '--all', '--dry-run', '--cursor', second.clientId])
  t.match(dry, { code: 0, lines: [{ clientId: first.clientId, outcome: 'already' }, { summary: { dryRun: true } }] })
  const revoked = await admin(['clients', 'bulk', 'revoke', '--ids', first.clientId, second.clientId, '--yes'])
  t.match(revoked, { code: 0, stderr: /revoke: 2 done/ })
})

t.test('a shell refuses what is not clear, before it does anything', async (t) => {
  const { admin } = await shell(t)
  for (const [args, why] of [
    [['revoke'], /by a filter, or give --all/],
    [['revoke', '--all', '--send-email'], /--send-email is for the action reissue/],
    [['revoke', '--ids', 'x'], /--ids must be an id/],
  ] as const) {
    t.match(await admin(['clients', 'bulk', ...args, '--yes']), { code: 2, stderr: why })
  }
  t.match(await admin(['clients', 'bulk', 'remind', '--all', '--yes']), { code: 3, stderr: /SMTP_URL/ })
})
