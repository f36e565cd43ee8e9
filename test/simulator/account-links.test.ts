import { Stripe } from 'stripe'
import t from 'tap'
import { errorIn, failureOf, onboarding, openPage, payable, press, refreshUrl, returnUrl, running } from './harness.ts'

const linkParams = { type: 'account_onboarding', refresh_url: refreshUrl, return_url: returnUrl }
const visit = (url: string, method = 'GET') => fetch(url, { method, redirect: 'manual' })

t.test('a link lives for 300 seconds and holds a secret under the public URL', async (t) => {
  const { stripe, simulator } = await running(t, { publicUrl: 'https://pages.test/stripe' })
  const { account, link } = await onboarding(stripe)
  t.equal(link.object, 'account_link')
  t.equal(link.expires_at - link.created, 300)
  t.match(link.url, new RegExp(`^https://pages\\.test/stripe/setup/e/${account.id}/\\w{32}$`))
  const { link: other } = await onboarding(stripe)
  t.not(other.url, link.url)
  t.match(await simulator.accountLinks(), [
    { account: account.id, url: link.url, visits: 0, return_url: returnUrl },
    {},
  ])
})

t.test('a link opens the hosted page once; every later visit goes to the refresh URL', async (t) => {
  const { stripe } = await running(t)
  const { account, link } = await onboarding(stripe)
  const first = await visit(link.url)
  t.equal(first.status, 200)
  t.match(await first.text(), account.id)
  t.match(first.headers.get('content-security-policy'), "default-src 'none'")
  t.equal(first.headers.get('cache-control'), 'no-store')
  t.equal(first.headers.get('referrer-policy'), 'no-referrer')
  for (let n = 0; n < 2; n++) {
    const again = await visit(link.url)
    t.equal(again.status, 302)
    t.equal(again.headers.get('location'), refreshUrl)
  }
})

t.test('a HEAD does not use the link up', async (t) => {
  const { stripe } = await running(t)
  const { link } = await onboarding(stripe)
  t.equal((await visit(link.url, 'HEAD')).status, 200)
  t.equal((await visit(link.url)).status, 200)
})

t.test('a link is good until its last second and then goes to the refresh URL', async (t) => {
  const { stripe, simulator } = await running(t, { now: () => 1_800_000_000_000 })
  const links = await Promise.all([onboarding(stripe), onboarding(stripe)])
  await simulator.clock.advance(299_999)
  t.equal((await visit(links[0].link.url)).status, 200)
  await simulator.clock.advance(1)
  t.equal((await visit(links[1].link.url)).headers.get('location'), refreshUrl)
})

t.test('a link with a wrong secret or another account leads nowhere', async (t) => {
  const { stripe, url } = await running(t)
  const { account, link } = await onboarding(stripe)
  t.equal((await visit(`${url}/setup/e/${account.id}/nothing`)).status, 404)
  t.equal((await visit(link.url.replace(account.id, 'acct_other'))).status, 404)
  t.equal((await press(`${url}/setup/s/nothing`, 'complete')).status, 404)
})

t.test('Complete submits the details, enables the account and returns', async (t) => {
  const { stripe, simulator } = await running(t)
  const updates: unknown[] = []
  simulator.onAccountUpdated((update) => updates.push(update))
  const { account, link } = await onboarding(stripe)
  const back = await press(await openPage(link), 'complete')
  t.equal(back.status, 303)
  t.equal(back.headers.get('location'), returnUrl)
  const onboarded = await stripe.accounts.retrieve(account.id)
  t.match(onboarded, {
    details_submitted: true,
    charges_enabled: true,
    payouts_enabled: true,
    capabilities: { transfers: 'active' },
  })
  t.match(onboarded.requirements, { currently_due: [], past_due: [], disabled_reason: null })
  t.match(updates, [{ type: 'account.updated', account: { id: account.id, details_submitted: true } }])
})

t.test('Save for later returns and leaves the account as it was', async (t) => {
  const { stripe } = await running(t)
  const { account, link } = await onboarding(stripe)
  const back = await press(await openPage(link), 'save_for_later')
  t.equal(back.headers.get('location'), returnUrl)
  t.same(await stripe.accounts.retrieve(account.id), account)
})

t.test('Save for later stores what was filled in, and the next page has the remaining fields', async (t) => {
  const { stripe, simulator } = await running(t)
  const updates: unknown[] = []
  simulator.onAccountUpdated((update) => updates.push(update))
  const { account, link } = await onboarding(stripe)
  const items = account.requirements?.currently_due ?? []
  t.ok(items.length > 3)
  const given = items.slice(0, 2)
  const back = await press(await openPage(link), 'save_for_later', [...given, 'nobody.asked'])
  t.equal(back.headers.get('location'), returnUrl)
  const saved = await stripe.accounts.retrieve(account.id)
  t.match(saved, { details_submitted: false, charges_enabled: false, payouts_enabled: false })
  const { currently_due, eventually_due, past_due } = saved.requirements ?? {}
  t.same([currently_due, eventually_due, past_due], Array(3).fill(items.slice(2)))
  t.equal(updates.length, 1)

  const params = { ...linkParams, account: account.id }
  const next = await (await visit((await stripe.accountLinks.create(params)).url)).text()
  for (const item of items) t.equal(next.includes(`name="${item}"`), !given.includes(item), item)
})

t.test('the page lists the open requirements, and Complete fulfils them', async (t) => {
  const { stripe, simulator } = await running(t)
  const { account, link } = await onboarding(stripe)
  await press(await openPage(link), 'needs_more')
  await simulator.setAccountState(account.id, { disabled_reason: 'something_new' })
  const params = { ...linkParams, account: account.id }
  const again = await stripe.accountLinks.create(params)
  const shown = await visit(again.url)
  const text = await shown.text()
  t.match(text, 'individual.verification.document')
  const form = new URL(/action="([^"]+)"/.exec(text)?.[1] ?? '', again.url).href
  await press(form, 'complete')
  const after = await stripe.accounts.retrieve(account.id)
  t.match(after, { payouts_enabled: true, capabilities: { transfers: 'active' } })
  t.match(after.requirements, { currently_due: [], past_due: [], disabled_reason: null })
})

t.test('Under review submits the details and waits for Stripe', async (t) => {
  const { stripe } = await running(t)
  const { account, link } = await onboarding(stripe)
  const back = await press(await openPage(link), 'under_review')
  t.equal(back.headers.get('location'), returnUrl)
  const after = await stripe.accounts.retrieve(account.id)
  t.match(after, { details_submitted: true, payouts_enabled: false, capabilities: { transfers: 'pending' } })
  t.match(after.requirements, {
    currently_due: [],
    pending_verification: ['individual.verification.document'],
    disabled_reason: 'requirements.pending_verification',
  })
  const params = { ...linkParams, account: account.id }
  const next = await visit((await stripe.accountLinks.create(params)).url)
  t.match(await next.text(), 'Stripe is verifying')
})

t.test('Needs more submits the details but leaves payouts disabled', async (t) => {
  const { stripe } = await running(t)
  const { account, link } = await onboarding(stripe)
  const back = await press(await openPage(link), 'needs_more')
  t.equal(back.headers.get('location'), returnUrl)
  const after = await stripe.accounts.retrieve(account.id)
  t.match(after, { details_submitted: true, payouts_enabled: false, capabilities: { transfers: 'inactive' } })
  t.equal(after.requirements?.disabled_reason, 'requirements.past_due')
  t.ok(after.requirements?.past_due?.length)
})

t.test('Rejected disables the account for good, and it gets no link any more', async (t) => {
  const { stripe } = await running(t)
  const { account, link } = await onboarding(stripe)
  const spare = await stripe.accountLinks.create({ ...linkParams, account: account.id })
  const back = await press(await openPage(link), 'reject')
  t.equal(back.headers.get('location'), returnUrl)
  const after = await stripe.accounts.retrieve(account.id)
  t.match(after, { charges_enabled: false, payouts_enabled: false })
  t.equal(after.requirements?.disabled_reason, 'rejected.other')
  const refused = await failureOf(stripe.accountLinks.create({ ...linkParams, account: account.id }))
  t.match(refused, { statusCode: 400, rawType: 'invalid_request_error', code: undefined, message: /been rejected/ })
  const visited = await visit(spare.url)
  t.equal(visited.headers.get('location'), refreshUrl, 'one that was made before leads back to the platform')
})

t.test('a page that is open goes on after its link has expired, and ends once', async (t) => {
  const { stripe, simulator } = await running(t)
  const { account, link } = await onboarding(stripe)
  const form = await openPage(link)
  await simulator.clock.advance(3_600_000)
  t.equal((await press(form, 'complete')).headers.get('location'), returnUrl)
  t.equal((await press(form, 'reject')).headers.get('location'), returnUrl, 'a second press only leads back')
  t.equal((await stripe.accounts.retrieve(account.id)).payouts_enabled, true)
  t.equal((await press(form, 'explode')).status, 400)
})

t.test('a link of an account that was taken away goes to the refresh URL', async (t) => {
  const { stripe, simulator } = await running(t)
  const { account, link } = await onboarding(stripe)
  await simulator.setAccountState(account.id, { access: 'deauthorised' })
  t.equal((await visit(link.url)).headers.get('location'), refreshUrl)
})

t.test('links are refused as Stripe refuses them', async (t) => {
  const { stripe, raw } = await running(t)
  const { id } = await stripe.accounts.create({ type: 'express' })
  const params = { ...linkParams, account: id }

  const wrong = { return_url: 'platform.test/back', refresh_url: 'javascript:alert(1)' }
  for (const [param, value] of Object.entries(wrong)) {
    t.match(await failureOf(stripe.accountLinks.create({ ...params, [param]: value })), { code: 'url_invalid', param })
  }
  for (const param of ['account', 'type', 'refresh_url', 'return_url']) {
    const body = new URLSearchParams(Object.entries(params).filter(([name]) => name !== param))
    t.match(await errorIn(await raw('/v1/account_links', { method: 'POST', body })), {
      code: 'parameter_missing',
      param,
    })
  }
  t.match(await failureOf(stripe.accountLinks.create({ ...params, type: 'account_closing' })), { param: 'type' })
  const both = { ...params, collect: 'currently_due', collection_options: { fields: 'currently_due' } }
  t.match(await failureOf(stripe.accountLinks.create(both)), { statusCode: 400 })
  t.ok(await stripe.accountLinks.create({ ...params, collection_options: { fields: 'eventually_due' } }))
})

t.test('a link for an account that is unknown, gone or not ours is refused without a code', async (t) => {
  const { stripe, simulator } = await running(t)
  const ids = ['acct_none', 'acct_1SimulatorPlatform']
  for (const access of ['deauthorised', 'deleted'] as const) {
    const { id } = await stripe.accounts.create({ type: 'express' })
    await simulator.setAccountState(id, { access })
    ids.push(id)
  }
  for (const account of ids) {
    const refused = await failureOf(stripe.accountLinks.create({ ...linkParams, account }))
    t.ok(refused instanceof Stripe.errors.StripeInvalidRequestError)
    t.match(refused, { statusCode: 400, code: undefined, param: undefined, message: /not connected to your platform/ })
  }
})

t.test('update links are only for accounts whose requirements the platform collects', async (t) => {
  const { stripe } = await running(t)
  const update = (account: string) => stripe.accountLinks.create({ ...linkParams, account, type: 'account_update' })
  const express = await stripe.accounts.create({ type: 'express' })
  t.match(await failureOf(update(express.id)), { statusCode: 400, param: 'type' })
  const custom = await stripe.accounts.create({
    capabilities: payable,
    controller: {
      fees: { payer: 'application' },
      losses: { payments: 'application' },
      requirement_collection: 'application',
      stripe_dashboard: { type: 'none' },
    },
  })
  t.match(await update(custom.id), { object: 'account_link' })
})

t.test('values in a page are escaped', async (t) => {
  const { stripe, raw } = await running(t)
  const { id } = await stripe.accounts.create({ type: 'express', metadata: { note: '<script>alert(1)</script>' } })
  const overview = await (await raw('/')).text()
  t.match(overview, id)
  t.notMatch(overview, '<script>')
  t.match(overview, '&#60;script&#62;')
})
