import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContextOptions, Page } from 'playwright-core'
import t from 'tap'
import { embeddedExample } from '../../../examples/embedded/serve.ts'
import { FAILURES } from '../../../examples/embedded/messages.ts'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { mailServer } from '../../support/mail-server.ts'
import { axeFaults } from '../../support/page-visits.ts'
import { startService, surroundings } from '../../support/service.ts'
import { staff } from '../../support/staff.ts'
import { LOAD_ERRORS, withStripesForm } from '../../support/stripe-form.ts'

t.test("the example of a page with Stripe's form, in a real browser", { timeout: 180_000 }, async (t) => {
  const around = await surroundings(t)
  const { simulator } = around.stripe
  const front = createServer().listen(0, '127.0.0.1')
  await once(front, 'listening')
  t.teardown(() => {
    front.closeAllConnections()
    front.close()
  })
  const origin = `http://localhost:${(front.address() as AddressInfo).port}`
  const mails = await mailServer(t)
  const service = await startService(t, around, {
    ...mails.variables,
    ...{ FRONTEND_ORIGIN: origin, STRIPE_PUBLISHABLE_KEY: 'pk_test_0123456789', CONFIRM_BY_EMAIL: 'on' },
  })
  front.on('request', embeddedExample(service.url))
  const { newPage } = await browser(t)
  const sessions = async () => (await simulator.calls({ route: 'account_sessions.create' })).length
  const click = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor()
  const formOf = (page: Page) => page.getByText(/^stripe-connect-account-onboarding with accs_secret__/)

  /** A page, which hosts it asked, and what it wrote to the console. */
  async function newClient(options: BrowserContextOptions = {}) {
    const page = await newPage(options)
    const hosts = new Set<string>()
    const written: string[] = []
    page.on('request', (request) => hosts.add(new URL(request.url()).host))
    page.on('console', (message) => written.push(message.text()))
    await withStripesForm(page)
    return { ...(await service.invite({ country: 'DE' })), page, hosts, written }
  }

  /** Opens the link, and types the code that was emailed. */
  async function openForm({ page, token, email }: { page: Page; token: string; email: string }) {
    await page.goto(`${origin}/onboard#token=${token}`)
    await heading(page, 'Enter the code from your email')
    const code = /^\d{6}$/m.exec(mails.to(email).at(-1)?.mail.text ?? '')?.[0] ?? 'none'
    await page.getByLabel('Code').fill(code)
    await click(page, 'Continue')
  }

  t.test('asks for the code of the email, shows the form, and says where the client stands in the end', async (t) => {
    const ada = await newClient({ viewport: { width: 320, height: 640 } })
    const { page, token, clientId, hosts, written } = ada
    const before = await sessions()
    await page.goto(`${origin}/onboard#token=${token}`)
    await heading(page, 'Enter the code from your email')
    t.equal(await sessions(), before, 'no session before the code')
    t.equal(page.url(), `${origin}/onboard`, 'the token is not left in the address bar')
    t.strictSame(await axeFaults(page), [])
    await page.getByLabel('Code').fill('000000')
    await click(page, 'Continue')
    await heading(page, 'This is not the code')
    await openForm(ada)
    await formOf(page).waitFor()
    t.match(await formOf(page).textContent(), /"fields":"eventually_due"/)
    t.equal((await service.show(clientId)).onboarding.status, 'in_progress')
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320)
    t.strictSame(await axeFaults(page), [])

    for (const [step, text] of [
      ['stripe_user_authentication', /small window in which you sign in/],
      ['business_type', 'Now: your business'],
      ['new', 'Now: your business'],
      ['summary', 'Last step: check your details and submit them'],
    ] as const) {
      await click(page, `Step: ${step}`)
      t.match(await page.locator('#text').textContent(), text)
    }
    await click(page, 'Exit')
    await heading(page, 'Not quite done')
    t.equal(await page.locator('#stripe').textContent(), '')
    await simulator.setAccountState((await service.show(clientId)).account.id, { outcome: 'complete' })
    await click(page, 'Continue')
    await click(page, 'Exit')
    await heading(page, 'You are all set')
    t.equal(await page.getByRole('button').count(), 0)
    t.equal((await service.show(clientId)).onboarding.status, 'completed')
    t.strictSame([...hosts].toSorted(), ['connect-js.stripe.com', hostOf(origin), hostOf(service.url)].toSorted())
    // The browser itself says this of every reply that is an error.
    t.strictSame(
      written.filter((text) => !text.startsWith('Failed to load resource')),
      [],
    )
  })

  t.test('asks for the terms of the platform, and goes on once they are accepted', async (t) => {
    const url = 'https://www.example.com/terms'
    const own = createServer().listen(0, '127.0.0.1')
    await once(own, 'listening')
    t.teardown(() => (own.closeAllConnections(), own.close()))
    const ownOrigin = `http://localhost:${(own.address() as AddressInfo).port}`
    const withTerms = await startService(t, around, {
      ...{ FRONTEND_ORIGIN: ownOrigin, STRIPE_PUBLISHABLE_KEY: 'pk_test_0123456789' },
      ...{ TERMS_URL: url, TERMS_VERSION: '2026-11-01' },
    })
    own.on('request', embeddedExample(withTerms.url))
    const { clientId, token } = await withTerms.invite({ country: 'DE' })
    const page = await newPage({ viewport: { width: 320, height: 640 } })
    await withStripesForm(page)
    await page.goto(`${ownOrigin}/onboard#token=${token}`)
    await heading(page, 'Please accept the terms')
    const box = page.getByRole('checkbox', { name: /^I accept the terms/ })
    t.equal(await page.getByRole('link', { name: /opens in a new tab/ }).getAttribute('href'), url)
    t.strictSame(await axeFaults(page), [])
    await click(page, 'Continue')
    t.equal(await page.locator('#terms input:invalid:focus').count(), 1, 'the browser leads to the box')
    t.equal((await withTerms.show(clientId)).client.termsAccepted, null)
    await box.check()
    await click(page, 'Continue')
    await formOf(page).waitFor()
    t.equal(await box.count(), 0, 'it is not asked for again')
    t.match(await withTerms.show(clientId), {
      client: { termsAccepted: { version: '2026-11-01' } },
      onboarding: { status: 'in_progress' },
    })
  })

  t.test('says what went wrong with the form, and what helps', async (t) => {
    const ada = await newClient()
    const { page } = ada
    await openForm(ada)
    const types = Object.keys(LOAD_ERRORS) as (keyof typeof LOAD_ERRORS)[]
    for (const type of types.toSorted((one, other) => Number(LOAD_ERRORS[other]) - Number(LOAD_ERRORS[one]))) {
      await click(page, `Fail: ${type}`)
      await heading(page, FAILURES[type].title)
      t.equal(await page.locator('#text').textContent(), FAILURES[type].text, type)
      t.equal(await page.locator('#stripe').textContent(), '', type)
      t.equal(await page.locator(':focus').getAttribute('id'), 'title', `${type}: the focus is not lost`)
      const ways = [...(LOAD_ERRORS[type] ? ['Try again'] : []), 'Continue on Stripe’s own page']
      t.strictSame(await page.getByRole('button').allTextContents(), ways, type)
      if (LOAD_ERRORS[type]) await click(page, 'Try again')
    }
    await click(page, 'Continue on Stripe’s own page')
    await pageAtStripe(page)
  })

  t.test(
    'lets Stripe open its popup, and says what helps if the browser does not, or if the script is missing',
    async () => {
      const ada = await newClient()
      const { page } = ada
      await openForm(ada)
      const popup = page.waitForEvent('popup')
      await click(page, 'Sign in')
      await page.getByText('signed in at https://connect-js.stripe.com').waitFor()
      await (await popup).close()
      await click(page, 'Fail: an_error_of_tomorrow')
      await heading(page, 'Something went wrong at Stripe')
      await click(page, 'Try again')
      await formOf(page).waitFor()
      await page.evaluate('window.open = () => null')
      await click(page, 'Sign in')
      await heading(page, 'You are not signed in to Stripe')

      await page.route('https://connect-js.stripe.com/**', (route) => route.abort())
      await click(page, 'Try again')
      await heading(page, 'The form does not load in this browser')
      await page.unroute('https://connect-js.stripe.com/**')
      await click(page, 'Try again')
      await formOf(page).waitFor()
      await click(page, 'Continue on Stripe’s own page')
      await pageAtStripe(page)
    },
  )

  t.test('requests a new session when one has expired, and says why there is none', async (t) => {
    const ada = await newClient()
    const { page, tokenId } = ada
    await openForm(ada)
    const first = await formOf(page).textContent()
    await click(page, 'Session expires')
    const second = await page.getByText(/^again with accs_secret__/).textContent()
    t.not(first?.split(/ with |,/)[1], second?.split(' with ')[1])
    await staff(service).revoke(tokenId)
    await click(page, 'Session expires')
    await heading(page, 'This link no longer works')
    t.equal(await page.getByRole('button').count(), 0, 'there is nothing to click')
  })

  t.test('opens nothing for whoever else has the link', async (t) => {
    const ada = await newClient()
    await openForm(ada)
    await formOf(ada.page).waitFor()
    const before = await sessions()
    const { page } = await newClient()
    await page.goto(`${origin}/onboard#token=${ada.token}`)
    await heading(page, 'Enter the code from your email')
    t.equal(await sessions(), before)
    t.equal(await page.locator('#stripe').textContent(), '')
  })

  t.test('has an end of its own where the form has none', async () => {
    const ada = await newClient()
    await openForm(ada)
    await formOf(ada.page).waitFor()
    await simulator.setAccountState((await service.show(ada.clientId)).account.id, { outcome: 'needs_more' })
    await click(ada.page, 'Exit')
    await heading(ada.page, 'Not quite done')
    const admin = { authorization: `Bearer ${service.adminKey}` }
    const issued = await service.call('POST', `/api/v1/clients/${ada.clientId}/onboarding-tokens`, {}, admin)
    await openForm({ ...ada, token: issued.body.onboarding?.token ?? issued.body.token })
    await ada.page.getByText(/^stripe-connect-notification-banner with/).waitFor()
    await ada.page.getByText(/^stripe-connect-account-management with/).waitFor()
    await click(ada.page, 'I am done')
    await heading(ada.page, 'Not quite done')
  })
})

const hostOf = (url: string) => new URL(url).host
