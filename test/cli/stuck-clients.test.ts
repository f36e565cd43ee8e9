import t from 'tap'
import { shell } from '../support/staff-shell.ts'

t.test('a shell shows who is stuck: whom for, since when, and what to do', async (t) => {
  const { admin, json, opened, invite, call, adminKey, db } = await shell(t)
  const started = await opened()
  const withdrawn = await invite({ name: 'Grace Hopper', email: 'grace@example.com' })
  await admin(['tokens', 'revoke', withdrawn.tokenId])
  const idsOf = async (args: string[]) => {
    const { body } = await json(['clients', 'stuck', ...args])
    return body.data.map(({ client }: { client: { id: string } }) => client.id)
  }
  t.same(await idsOf([]), [started.clientId, withdrawn.clientId], 'the longest first')
  t.same(await idsOf(['--next-action', 'operator']), [withdrawn.clientId])
  t.same(await idsOf(['--next-action', 'operator', 'client']), [started.clientId, withdrawn.clientId])
  t.same(await idsOf(['--for', '1d']), [])
  await db.query(`update onboardings set since = since - interval '2 days' where client_id = $1`, [withdrawn.clientId])
  t.same(await idsOf(['--for', '1d']), [withdrawn.clientId])

  const { stdout, stderr } = await admin(['clients', 'stuck', '--limit', '1'])
  const since = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10)
  t.match(stdout, new RegExp(`Grace Hopper +│ staff +│ ${since} \\(none\\) +│ +│ Send grace@example.com a new link`))
  t.match(stderr, `--cursor `)
  t.match((await admin(['clients', 'stuck', '--for', '9000d'])).stdout, /Nobody is stuck/)

  const list = await json(['clients', 'list', '--sort', 'since', '--readiness', 'none', 'onboarding'])
  const query = 'sort=since&readiness=none&readiness=onboarding'
  const headers = { authorization: `Bearer ${adminKey}` }
  t.same(list.body, (await call('GET', `/api/v1/clients?${query}`, undefined, headers)).body)
  t.match((await admin(['clients', 'list'])).stdout, new RegExp(`Grace Hopper.*operator +│ ${since}`))

  const counts = await json(['clients', 'counts'])
  t.match(counts.body, { total: 2, status: { revoked: 1 }, nextAction: { operator: 1, client: 1, provider: 0 } })
  t.same(counts.body, (await call('GET', '/api/v1/clients/counts', undefined, headers)).body)
  t.match((await admin(['clients', 'counts'])).stdout, /--next-action operator +│ 1 /)

  for (const [args, hint] of [
    [['list', '--readiness', 'paid'], /Allowed choices are none, disconnected, rejected/],
    [['list', '--next-action', 'me'], /Allowed choices are client, provider, operator, none/],
    [['list', '--stuck-for', '3'], /--stuck-for must be a time in minutes, hours or days: 90m, 12h or 3d/],
    [['stuck', '--next-action', 'none'], /Allowed choices are client, provider, operator/],
  ] as const) {
    const refused = await admin(['clients', ...args])
    t.equal(refused.code, 2, args.join(' '))
    t.match(refused.stderr, hint)
  }
})

t.test('a client is shown with its deadline, its last opening, and what to do', async (t) => {
  const { admin, opened, simulator, db } = await shell(t)
  const { clientId, accountId } = await opened()
  await simulator.setAccountState(accountId, { outcome: 'complete' })
  await admin(['sync', clientId])
  await db.query(
    `update accounts set snapshot = jsonb_set(snapshot, '{asks}',
       '[{ "what": "A document", "from": "client", "due": "now", "by": "2030-01-02T03:04:05.678Z" }]')`,
  )
  const { stdout } = await admin(['clients', 'show', clientId])
  t.match(stdout, /deadline +│ 2030-01-02T03:04:05\.678Z/)
  t.match(stdout, /last opened +│ 20\d\d-/)
  t.match(stdout, /what to do +│ Send \S+ a new link\. Stripe needs: A document by 2030-01-02 03:04 UTC\./)
})
