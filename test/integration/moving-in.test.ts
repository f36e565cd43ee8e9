import t from 'tap'
import { apiKeysIn } from '../support/api-keys.ts'
import { existingAccount } from '../support/existing-account.ts'
import { ADMIN_KEY } from '../support/service.ts'
import { stage } from '../support/stage.ts'

t.setTimeout(200_000)

interface Line {
  readonly outcome: string
  readonly clientId?: string
  readonly token?: string
  readonly fault?: string
  readonly sameAs?: number
  readonly account?: { readonly id: string; readonly readiness: string; readonly nextAction: string }
}

t.test('clients move in with the accounts that they have', async (t) => {
  const scene = await stage(t)
  const { simulator, stripe, db } = scene
  const service = await scene.instance({ STRIPE_ACCOUNTS_API: 'v1' })
  const keys = apiKeysIn(t, scene.databaseUrl)
  const admin = { authorization: `Bearer ${ADMIN_KEY}` }
  const account = async (api: 'v1' | 'v2', outcome?: 'complete' | 'needs_more') => {
    const id = await existingAccount(stripe.url, api)
    if (outcome !== undefined) await simulator.setAccountState(id, { outcome })
    return id
  }
  const calls = async () => (await simulator.calls()).length
  const countOf = async (table: string) => (await db.query(`select from ${table}`)).rowCount

  async function send(rows: readonly string[], { query = '', headers = admin, type = 'text/csv' } = {}) {
    const head = type === 'text/csv' ? ['name,email,externalId,Stripe account'] : []
    const answer = await service.call('POST', `/api/v1/clients/import${query}`, [...head, ...rows].join('\n'), {
      ...headers,
      'content-type': type,
    })
    const all = answer.text.trimEnd().split('\n')
    return {
      lines: all.slice(0, -1).map((line) => JSON.parse(line) as Line),
      summary: JSON.parse(all.at(-1) ?? '').summary,
    }
  }

  t.test(
    'each line says what became of it, a dry run says the same before, and a repetition costs no call',
    async (t) => {
      const [done, asked, own, one, other, foreign] = [
        await account('v1', 'complete'),
        await account('v2', 'needs_more'),
        await account('v1', 'complete'),
        await account('v2', 'complete'),
        await account('v2', 'complete'),
        await existingAccount(stripe.url, 'v2', { secretKey: 'sk_test_sandbox_other' }),
      ]
      const invited = await service.invite({ externalId: 'there' })
      const taken = await service.invite({ externalId: 'holder' })
      const adopt = `/api/v1/clients/${taken.clientId}/account/adopt`
      t.equal((await service.call('POST', adopt, { accountId: one }, admin)).status, 200)
      const file = [
        `Done,done@example.com,crm-1,${done}`,
        `Asked,asked@example.com,crm-2,${asked}`,
        `There,there@example.com,there,${own}`,
        `Holder,holder@example.com,holder,${one}`,
        `Holder,holder@example.com,holder,${other}`,
        `Thief,thief@example.com,crm-3,${one}`,
        `Copy,copy@example.com,crm-4,${done}`,
        `Foreign,foreign@example.com,crm-5,${foreign}`,
        'Platform,platform@example.com,crm-6,acct_1SimulatorPlatform',
        'Bad,bad@example.com,crm-7,not an id',
        `Done,done@example.com,crm-1,${done}`,
        'Plain,plain@example.com,crm-8,',
      ]
      const [clients, accounts] = [await countOf('clients'), (await simulator.accounts()).length]
      const told = await send(file, { query: '?dryRun=true' })
      t.equal(await countOf('clients'), clients, 'a dry run stores nothing')
      const { lines, summary } = await send(file)
      t.match(lines, [
        { outcome: 'created', account: { id: done, readiness: 'active', nextAction: 'none' } },
        { outcome: 'created', account: { id: asked, readiness: 'action_required' }, token: /^obt_/ },
        { outcome: 'adopted', clientId: invited.clientId, account: { id: own, readiness: 'active' } },
        { outcome: 'exists', clientId: taken.clientId },
        { outcome: 'invalid', fault: /has another account/ },
        { outcome: 'invalid', fault: /account of another client/ },
        { outcome: 'invalid', fault: /account of another client/ },
        { outcome: 'invalid', fault: /no account that is connected to this platform/ },
        { outcome: 'invalid', fault: /no account that is connected to this platform/ },
        { outcome: 'invalid', fault: /Stripe account must be the id of an account/ },
        { outcome: 'exists', sameAs: 2 },
        { outcome: 'created', token: /^obt_/ },
      ])
      const withLink = lines.map(({ token }) => token !== undefined)
      t.strictSame(withLink, [false, true, ...Array.from({ length: 9 }, () => false), true])
      t.match(summary, { complete: true, created: 3, adopted: 1, exists: 2, invalid: 6, failed: 0 })
      const asReal = (outcome: string) => outcome.replace('would_create', 'created').replace('would_adopt', 'adopted')
      t.strictSame(
        told.lines.map(({ outcome, account, fault, sameAs }) => ({ outcome: asReal(outcome), account, fault, sameAs })),
        lines.map(({ outcome, account, fault, sameAs }) => ({ outcome, account, fault, sameAs })),
      )
      t.equal((await simulator.accounts()).length, accounts, 'nothing is created at Stripe')

      t.match(await service.show(lines[0]?.clientId ?? ''), {
        onboarding: { status: 'completed', purpose: 'onboarding' },
      })
      t.match(await service.show(lines[1]?.clientId ?? ''), { onboarding: { status: 'pending', purpose: 'update' } })
      t.match(await service.show(invited.clientId), { onboarding: { status: 'completed' } }, 'its old link is over')
      const { rows } = await db.query(`select id, terms->'reference'->>'api' as api from accounts order by id`)
      t.strictSame(
        Object.fromEntries(rows.map(({ id, api }) => [id, api])),
        { [done]: 'stripe-v1', [asked]: 'stripe-v2', [own]: 'stripe-v1', [one]: 'stripe-v2' },
        'each is of the API that created it, whichever creates new ones',
      )
      t.equal((await service.open(lines[1]?.token ?? '')).status, 200, 'the link continues the account')
      t.equal((await simulator.accountLinks()).at(-1)?.account, asked)

      const before = await calls()
      const again = await send(file.slice(0, 4))
      t.strictSame(
        again.lines.map(({ outcome }) => outcome),
        ['exists', 'exists', 'exists', 'exists'],
      )
      t.equal(await calls(), before)
    },
  )

  t.test('JSON: the same, and an email only for a client of whom more is needed', async (t) => {
    const { rowCount } = await db.query('select from token_secrets')
    const rows = [await account('v2', 'complete'), await account('v1', 'needs_more')].map((accountId, n) =>
      JSON.stringify({ name: 'Ada', email: `json-${n}@example.com`, accountId, reminders: n === 0 ? 'off' : 'on' }),
    )
    const { lines } = await send(rows, { type: 'application/x-ndjson' })
    t.match(lines, [
      { outcome: 'created', account: { readiness: 'active' } },
      { outcome: 'created', account: { readiness: 'action_required' }, token: /^obt_/ },
    ])
    t.equal(await countOf('token_secrets'), (rowCount ?? 0) + 1)
    for (const [n, reminders] of ['off', 'on'].entries()) {
      t.match(await service.show(lines[n]?.clientId ?? ''), { client: { reminders } })
    }
  })

  t.test('a key without other scopes gets no link for a client that exists, and reads nothing', async (t) => {
    const { secret } = await keys.create('clients:write')
    const headers = { authorization: `Bearer ${secret}` }
    await service.invite({ externalId: 'scoped' })
    const [asked, next] = [await account('v2', 'needs_more'), await account('v2', 'needs_more')]
    const { lines } = await send([`Ada,scoped@example.com,scoped,${asked}`, `New,new@example.com,scoped-2,${next}`], {
      headers,
    })
    t.strictSame(Object.keys(lines[0] ?? {}), ['line', 'outcome'])
    t.equal(lines[0]?.outcome, 'adopted')
    t.match(lines[1], { outcome: 'created', token: /^obt_/ })
    t.equal(lines[1]?.account, undefined)
  })

  t.test(
    'while Stripe fails, lines fail and can be sent again, and the import ends after twenty in a row',
    async (t) => {
      const ids = await Promise.all(Array.from({ length: 30 }, () => account('v2', 'complete')))
      const file = ids.map((id, n) => `Late,late-${n}@example.com,late-${n},${id}`)
      await simulator.faults.add({
        route: 'accounts.retrieve',
        share: 1,
        fault: { kind: 'error', status: 500, saved: false },
      })
      const { lines, summary } = await send(file)
      t.match(lines[0], { outcome: 'failed', fault: /could not be fetched/ })
      t.match(summary, { complete: false, ended: /20 lines in a row could not be fetched/, created: 0 })
      t.ok(lines.length < 30)
      await simulator.faults.clear()
      t.match((await send(file)).summary, { complete: true, created: 30 })
    },
  )

  t.test('adopting one account: a link where more is needed, once, and only for keys that may issue one', async (t) => {
    const adopt = (clientId: string, body: object, headers = admin) =>
      service.call('POST', `/api/v1/clients/${clientId}/account/adopt`, body, headers)
    const [first, second] = [await service.invite(), await service.invite()]
    const accountId = await account('v1', 'needs_more')

    const dry = await adopt(first.clientId, { accountId, dryRun: true })
    t.match(dry.body, { account: { id: accountId }, onboarding: { purpose: 'update', status: 'pending' } })
    t.notMatch(dry.text, /obt_/)
    t.match(await service.show(first.clientId), { account: { id: null }, onboarding: { purpose: 'onboarding' } })

    const { body } = await adopt(first.clientId, { accountId, expiresInHours: 1 })
    t.match(body, { account: { id: accountId }, link: { status: 'pending', token: /^obt_/ }, newLinkNeeded: false })
    t.equal((await service.open(body.link.token)).status, 200)
    t.equal((await service.open(first.token)).status, 410, 'the onboarding is completed')
    const again = await adopt(first.clientId, { accountId })
    t.match(again, { status: 200, body: { link: undefined, newLinkNeeded: false } }, 'not again')

    const { secret } = await keys.create('clients:write')
    const narrow = { authorization: `Bearer ${secret}` }
    const other = await account('v2', 'needs_more')
    t.match(await adopt(second.clientId, { accountId: other, sendEmail: true }, narrow), { status: 403 })
    const quiet = await adopt(second.clientId, { accountId: other }, narrow)
    t.strictSame(quiet.body, { clientId: second.clientId, newLinkNeeded: true })
    const mail = await adopt((await service.invite()).clientId, { accountId: await account('v2'), sendEmail: true })
    t.match(mail, { status: 409, body: { code: 'MAIL_NOT_CONFIGURED' } })
  })
})
