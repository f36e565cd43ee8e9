import t from 'tap'
import { existingAccount } from '../support/existing-account.ts'
import { shell } from '../support/staff-shell.ts'

t.setTimeout(200_000)

t.test('an adopted account that needs more comes with a link, which is printed once', async (t) => {
  const { admin, json, invite, stripeUrl, simulator } = await shell(t)
  const { clientId } = await invite()
  const accountId = await existingAccount(stripeUrl, 'v1')
  await simulator.setAccountState(accountId, { outcome: 'needs_more' })
  const { stdout, stderr } = await admin(['accounts', 'adopt', clientId, accountId, '--expires-in-hours', '1'])
  t.match(stderr, /shown only now:\nhttp:\S+obt_/)
  t.notMatch(stdout, /obt_/)
  t.match((await json(['clients', 'show', clientId])).body.onboarding, { purpose: 'update', status: 'pending' })
  t.notMatch((await admin(['accounts', 'adopt', clientId, accountId])).stderr, /obt_/)
})

t.test('a login link is printed once, on stdout only, for an account whose onboarding is finished', async (t) => {
  const { admin, json, opened, actors, simulator, captured } = await shell(t)
  const { clientId, accountId } = await opened()
  t.match(await admin(['accounts', 'login-link', clientId]), { code: 3, stdout: '', stderr: /has not finished/ })
  await simulator.setAccountState(accountId, { outcome: 'complete' })
  await admin(['sync', clientId])
  const { code, stdout, stderr } = await admin(['accounts', 'login-link', clientId])
  t.equal(code, 0, stderr)
  t.match(stdout, new RegExp(`^http\\S+/express/${accountId}/\\S+\\n$`))
  t.notMatch(stderr + captured.text(), /\/express\//)
  t.match((await actors(clientId)).at(-1), { type: 'login_link_created', actor: 'admin:cli' })
  t.match((await json(['accounts', 'login-link', clientId])).body, { clientId, url: /\/express\// })
  t.equal((await admin(['accounts', 'login-link', clientId, '--account', 'acct_other'])).code, 3)
})

t.test('accounts are rejected, closed and reset, and nothing of that happens without --yes', async (t) => {
  const { admin, json, opened, actors, open } = await shell(t)
  const { clientId, accountId, token } = await opened()
  const unconfirmed = await admin(['accounts', 'reset', clientId])
  t.match(unconfirmed, { code: 2, stderr: /confirm it with --yes/ })
  t.equal((await open(token)).status, 200)
  t.equal((await admin(['accounts', 'reject', clientId, '--yes'])).code, 2, 'a reason is needed')
  const rejected = await json(['accounts', 'reject', clientId, '--reason', 'fraud', '--yes'])
  t.equal(rejected.body.account.readiness, 'rejected')
  t.match((await actors(clientId)).at(-1), { actor: 'admin:cli' })
  t.equal((await json(['accounts', 'unreject', clientId, '--yes'])).body.account.readiness, 'onboarding')
  t.match(await admin(['accounts', 'unreject', clientId, '--yes']), { code: 1, stderr: /Stripe refused this/ })
  t.equal((await json(['accounts', 'close', clientId, '--yes'])).body.account.readiness, 'disconnected')
  t.match(await admin(['accounts', 'reset', clientId, '--account', 'acct_other', '--yes']), { code: 3 })
  const reset = await admin(['accounts', 'reset', clientId, '--account', accountId, '--yes'])
  t.match(reset, { code: 0, stderr: /needs a new link: admin clients new-link/ })
  t.match(await admin(['accounts', 'reset', clientId, '--yes']), { code: 3, stderr: /has no account/ })
})
