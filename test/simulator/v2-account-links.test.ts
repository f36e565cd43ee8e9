import { createHash } from 'node:crypto'
import { createContext, runInContext } from 'node:vm'
import { Stripe } from 'stripe'
import t from 'tap'
import { errorIn, failureOf, openPage, press, refreshUrl, returnUrl, running, visit } from './harness.ts'
import { everything, linkParams, payable, statusesOf } from './v2-harness.ts'

async function onboarding(stripe: Stripe) {
  const account = await stripe.v2.core.accounts.create(payable)
  return { account, link: await stripe.v2.core.accountLinks.create(linkParams(account.id)) }
}

t.test('a link lives for ten minutes and has its secret behind the #', async (t) => {
  const { stripe, url, simulator } = await running(t)
  const { account, link } = await onboarding(stripe)
  t.match(link, { object: 'v2.core.account_link', account: account.id, livemode: false })
  t.same(link.use_case, linkParams(account.id).use_case)
  t.equal(Date.parse(link.expires_at) - Date.parse(link.created), 600_000)
  t.match(link.url, new RegExp(`^${url}/r/${account.id}#alu_test_\\w{48}$`))
  t.match(await simulator.accountLinks(), [{ account: account.id, api: 'v2', url: link.url, visits: 0 }])
})

t.test('the address alone does nothing: only the page there uses up the link', async (t) => {
  const { stripe, simulator } = await running(t)
  const { link } = await onboarding(stripe)
  for (const method of ['GET', 'HEAD']) t.equal((await fetch(link.url, { method })).status, 200)
  t.match(await simulator.accountLinks(), [{ visits: 0 }])
  t.equal((await visit(link)).status, 200)
  t.match(await simulator.accountLinks(), [{ visits: 1 }])
})

t.test('the script of that page posts the secret, and the policy allows this script only', async (t) => {
  const { stripe } = await running(t)
  const { link } = await onboarding(stripe)
  const response = await fetch(link.url)
  const [, script = ''] = /<script>([^]*)<\/script>/.exec(await response.text()) ?? []
  const hash = createHash('sha256').update(script).digest('base64')
  t.match(response.headers.get('content-security-policy'), `script-src 'sha256-${hash}'`)
  for (const [fragment, submits] of [
    [new URL(link.url).hash, 1],
    ['', 0],
  ] as const) {
    let submitted = 0
    let address = ''
    const history = { replaceState: (_state: null, _title: string, path: string) => (address = path) }
    const form = { elements: { link: { value: '' } }, submit: () => (submitted += 1) }
    runInContext(
      script,
      createContext({ document: { forms: [form] }, history, location: { hash: fragment, pathname: '/r/acct_1' } }),
    )
    t.same([form.elements.link.value, submitted], [fragment.slice(1), submits])
    t.equal(address, submits === 1 ? '/r/acct_1' : '', 'the secret is taken out of the address')
  }
})

t.test('a link works once, and leads to the refresh address when used, late or wrong', async (t) => {
  const { stripe, simulator } = await running(t)
  const used = await onboarding(stripe)
  await openPage(used.link)
  const late = await onboarding(stripe)
  const rejected = await onboarding(stripe)
  const closed = await onboarding(stripe)
  await simulator.setAccountState(rejected.account.id, { outcome: 'reject' })
  await stripe.v2.core.accounts.close(closed.account.id, { applied_configurations: ['merchant', 'recipient'] })
  for (const { link } of [used, rejected, closed]) {
    const response = await visit(link)
    t.equal(response.status, 302)
    t.equal(response.headers.get('location'), refreshUrl)
  }
  await simulator.clock.advance(600_000)
  t.equal((await visit(late.link)).headers.get('location'), refreshUrl)
  t.equal((await visit({ url: late.link.url.replace(/#.*/, '#alu_test_x') })).status, 404)
  t.equal((await visit({ url: late.link.url.replace('acct_', 'acct_x') })).status, 404)
})

t.test('the hosted page is that of v1, and what the platform gave cannot be changed on it', async (t) => {
  const { stripe } = await running(t)
  const { accounts, accountLinks } = stripe.v2.core
  const { id } = await accounts.create({
    ...payable,
    identity: {
      country: 'us',
      entity_type: 'individual',
      individual: { given_name: 'Jo', surname: 'D<o>e', id_numbers: [{ type: 'us_ssn', value: '000-00-0000' }] },
    },
    defaults: { ...payable.defaults, profile: { business_url: 'https://jo.example' } },
  })
  const text = await (await visit(await accountLinks.create(linkParams(id)))).text()
  for (const given of ['https://jo.example', 'individual', 'Jo', 'D&#60;o&#62;e', 'us_ssn given']) {
    t.ok(text.includes(`<td>${given}</td>`), given)
  }
  t.notMatch(text, '000-00-0000')
  t.notMatch(text, /name="individual\.(first|last)_name"/, 'and is not asked again')
  t.match(text, 'name="individual.phone"')
})

t.test('each end of the page shows in both views of the account', async (t) => {
  const { stripe } = await running(t)
  const { accounts, accountLinks } = stripe.v2.core
  const ends = {
    complete: {
      v1: { details_submitted: true, payouts_enabled: true, charges_enabled: true },
      v2: { card_payments: 'active', stripe_transfers: 'active', payouts: 'active' },
    },
    needs_more: {
      v1: {
        details_submitted: true,
        payouts_enabled: false,
        requirements: { disabled_reason: 'requirements.past_due' },
      },
      v2: { card_payments: 'active', stripe_transfers: 'restricted', payouts: 'restricted' },
    },
    under_review: {
      v1: { payouts_enabled: false, requirements: { disabled_reason: 'requirements.pending_verification' } },
      v2: { card_payments: 'pending', stripe_transfers: 'pending', payouts: 'pending' },
    },
    reject: {
      v1: { payouts_enabled: false, requirements: { disabled_reason: 'rejected.other' } },
      v2: { card_payments: 'rejected', stripe_transfers: 'rejected', payouts: 'rejected' },
    },
    save_for_later: {
      v1: { details_submitted: false, payouts_enabled: false },
      v2: { card_payments: 'restricted', stripe_transfers: 'restricted', payouts: 'restricted' },
    },
  }
  for (const [outcome, seen] of Object.entries(ends)) {
    const { id } = await accounts.create(payable)
    const form = await openPage(await accountLinks.create(linkParams(id)))
    const left = await press(form, outcome, ['external_account'])
    t.equal(left.status, 303)
    t.equal(left.headers.get('location'), returnUrl)
    t.match(await stripe.accounts.retrieve(id), seen.v1, outcome)
    t.match(statusesOf(await accounts.retrieve(id, { include: everything })), seen.v2, outcome)
  }
})

t.test('a link without a return address ends at Stripe', async (t) => {
  const { stripe } = await running(t)
  const { id } = await stripe.v2.core.accounts.create(payable)
  const link = await stripe.v2.core.accountLinks.create({
    account: id,
    use_case: { type: 'account_update', account_update: { refresh_url: refreshUrl } },
  })
  t.match(link.use_case, { type: 'account_update', account_update: { refresh_url: refreshUrl } })
  const left = await press(await openPage(link), 'complete')
  t.equal(left.status, 200)
  t.match(await left.text(), /close this/)
})

t.test('links for accounts that are gone, rejected, foreign or of v1 are refused', async (t) => {
  const { stripe, sdk, simulator } = await running(t)
  const { accounts, accountLinks } = stripe.v2.core
  const link = async (id: string) => failureOf(accountLinks.create(linkParams(id)))
  const refused = { statusCode: 404, code: 'not_found' }
  t.match(await link('acct_none'), refused)
  const foreign = await sdk({}, 'sk_test_sandbox_other').v2.core.accounts.create(payable)
  t.match(await link(foreign.id), refused)
  const lost = await accounts.create(payable)
  await simulator.setAccountState(lost.id, { access: 'deauthorised' })
  t.match(await link(lost.id), refused)
  const closed = await accounts.create(payable)
  await accounts.close(closed.id, { applied_configurations: ['merchant', 'recipient'] })
  t.match(await link(closed.id), refused)
  const rejected = await accounts.create(payable)
  await simulator.setAccountState(rejected.id, { outcome: 'reject' })
  t.match(await link(rejected.id), { statusCode: 400, message: /account has been rejected/ })
  const older = await stripe.accounts.create()
  t.match(await link(older.id), { statusCode: 400, code: 'account_not_yet_compatible_with_v2' })
  t.same(await simulator.accountLinks(), [])
})

t.test('wrong parameters are refused by name', async (t) => {
  const { stripe, raw } = await running(t)
  const { id } = await stripe.v2.core.accounts.create(payable)
  const flow = { refresh_url: refreshUrl, return_url: returnUrl }
  const wrong: Record<string, unknown> = {
    'use_case.type': { type: 'account_visit' },
    'use_case.account_onboarding': { type: 'account_onboarding' },
    'use_case.account_onboarding.refresh_url': { type: 'account_onboarding', account_onboarding: {} },
    'use_case.account_onboarding.colour': { type: 'account_onboarding', account_onboarding: { ...flow, colour: 1 } },
    'use_case.account_onboarding.collection_options.fields': {
      type: 'account_onboarding',
      account_onboarding: { ...flow, collection_options: { fields: 'all' } },
    },
  }
  const post = async (use_case: unknown, version = Stripe.API_VERSION as string) => {
    const headers = { 'stripe-version': version }
    return raw('/v2/core/account_links', { method: 'POST', headers, body: JSON.stringify({ account: id, use_case }) })
  }
  for (const [param, use_case] of Object.entries(wrong)) {
    t.match(await errorIn(await post(use_case)), { code: 'invalid_fields', param })
  }
  t.match(await errorIn(await post({ type: 'account_onboarding', account_onboarding: { ...flow, return_url: 'x' } })), {
    code: 'url_invalid',
  })
  const named = (configurations: string[]) => ({
    type: 'account_onboarding',
    account_onboarding: { ...flow, configurations },
  })
  t.match(await errorIn(await post(named(['recipient']))), { code: 'invalid_fields' }, 'no longer a field')
  const older = '2026-08-26.dahlia'
  t.match(await errorIn(await post({ type: 'account_onboarding', account_onboarding: flow }, older)), {
    code: 'invalid_fields',
    param: 'use_case.account_onboarding.configurations',
  })
  t.match(await errorIn(await post(named(['recipient']), older)), {
    code: 'configs_must_match_to_use_account_links',
    applied_configurations: ['merchant', 'recipient'],
  })
  t.equal((await post(named(['recipient', 'merchant']), older)).status, 200)
})

t.test('the same key answers the same link, used or not', async (t) => {
  const { stripe } = await running(t)
  const { id } = await stripe.v2.core.accounts.create(payable)
  const create = () => stripe.v2.core.accountLinks.create(linkParams(id), { idempotencyKey: 'k1' })
  const first = await create()
  await openPage(first)
  t.equal((await create()).url, first.url)
})

t.test('v1 makes links for accounts of v2, in its own form', async (t) => {
  const { stripe, url } = await running(t)
  const { id } = await stripe.v2.core.accounts.create(payable)
  const link = await stripe.accountLinks.create({
    account: id,
    type: 'account_onboarding',
    refresh_url: refreshUrl,
    return_url: returnUrl,
  })
  t.match(link, { object: 'account_link', url: new RegExp(`^${url}/setup/e/${id}/\\w+$`) })
  await press(await openPage(link), 'complete')
  t.match(statusesOf(await stripe.v2.core.accounts.retrieve(id, { include: everything })), { payouts: 'active' })
})
