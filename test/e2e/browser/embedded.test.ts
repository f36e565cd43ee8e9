import type { Page } from 'playwright-core'
import t from 'tap'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { startService, surroundings } from '../../support/service.ts'
import { withStripesForm } from '../../support/stripe-form.ts'

/** Where the configuration says that browsers reach the service. */
const API_BASE_URL = 'http://localhost:4242'

t.test("the page with Stripe's form, in a real browser", { timeout: 180_000 }, async (t) => {
  const around = await surroundings(t)
  const { simulator } = around.stripe
  const variables = { STRIPE_PUBLISHABLE_KEY: 'pk_test_0123456789', ONBOARDING_UI: 'embedded', ACCOUNT_COUNTRY: '' }
  const service = await startService(t, around, variables)
  const { newPage } = await browser(t)
  const wait = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()

  /** A page that may ask nobody but the service and Stripe. */
  async function guarded() {
    const page = await newPage()
    const hosts = new Set<string>()
    const errors: string[] = []
    page.on('request', (request) => hosts.add(new URL(request.url()).host))
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    await page.route(`${API_BASE_URL}/**`, async (route) => {
      const { pathname, search } = new URL(route.request().url())
      await route.fulfill({ status: 302, headers: { location: `${service.url}${pathname}${search}` } })
    })
    return { page, hosts, errors }
  }

  /** The form of a client, reached by its link. */
  async function openForm(page: Page, token: string) {
    await page.goto(`${service.url}/onboard#token=${token}`)
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await page.waitForURL(`${service.url}/onboarding-embedded?locale=en`)
  }

  t.test('shows the form, renews its session, and goes on to where Stripe says the client is', async (t) => {
    const { token, clientId } = await service.invite({ country: 'DE' })
    const { page, hosts, errors } = await guarded()
    await withStripesForm(page)
    await openForm(page, token)
    await wait(page, /stripe-connect-account-onboarding with accs_secret__/)
    await wait(page, /"fields":"eventually_due"/)
    t.equal((await service.show(clientId)).onboarding.status, 'in_progress')
    const sessions = () => simulator.calls({ route: 'account_sessions.create' })
    const before = (await sessions()).length
    await page.getByRole('button', { name: 'Session expires' }).click()
    await wait(page, /again with accs_secret__/)
    t.equal((await sessions()).length, before + 1, 'every session is a new one')
    t.equal(await page.getByRole('button', { name: 'I am done' }).count(), 0, 'the form has an end of its own')

    await page.getByRole('button', { name: 'Exit' }).click()
    await page.waitForURL(/\/onboarding-incomplete\?status=incomplete/)
    await page.getByRole('heading', { name: 'Not quite done' }).waitFor()
    const { id } = (await service.show(clientId)).account
    await simulator.setAccountState(id, { outcome: 'complete' })
    await openForm(page, token)
    await wait(page, /stripe-connect-account-onboarding with/)
    await page.getByRole('button', { name: 'Exit' }).click()
    await page.waitForURL(/\/onboarding-success/)
    t.equal((await service.show(clientId)).onboarding.status, 'completed')
    t.strictSame(errors, [])
    t.strictSame(
      [...hosts].toSorted(),
      ['connect-js.stripe.com', new URL(service.url).host, 'localhost:4242'].toSorted(),
    )
  })

  t.test("leads to Stripe's own pages if the form cannot be used", async (t) => {
    const { token, clientId } = await service.invite({ country: 'DE' })
    const offered = async (page: Page) => {
      await page.getByRole('heading', { name: 'The form cannot be shown here' }).waitFor()
      t.equal(await page.locator('#stripe').isVisible(), false)
      await page.getByRole('button', { name: 'Continue to Stripe' }).click()
      await pageAtStripe(page)
    }
    const { page } = await guarded()
    await page.route('https://connect-js.stripe.com/**', (route) => route.abort())
    await openForm(page, token)
    await offered(page)

    const other = (await guarded()).page
    await withStripesForm(other)
    await openForm(other, token)
    await other.getByRole('button', { name: 'Fail: authentication_error' }).click()
    await offered(other)

    const third = (await guarded()).page
    await withStripesForm(third)
    await openForm(third, token)
    await third.getByRole('button', { name: 'Does the form not work?' }).click()
    await pageAtStripe(third)
    t.equal((await service.show(clientId)).onboarding.status, 'in_progress')
  })

  t.test('asks for the country, and says when Stripe fails', async (t) => {
    const { token, clientId } = await service.invite()
    const { page } = await guarded()
    await withStripesForm(page)
    await openForm(page, token)
    await page.getByLabel('Country of your business').selectOption('DE')
    const fault = { kind: 'error', status: 500, saved: false } as const
    await simulator.faults.add({ route: 'account_sessions.create', times: 2, fault })
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await page.getByRole('heading', { name: 'Stripe cannot be reached right now' }).waitFor()
    t.equal((await service.show(clientId)).onboarding.status, 'pending')
    await page.getByRole('button', { name: 'Try again' }).click()
    await wait(page, /stripe-connect-account-onboarding with/)
  })

  t.test('has an end of its own where the form has none, and needs a link', async () => {
    const { token, clientId } = await service.invite({ country: 'DE' })
    await service.open(token)
    const { id } = (await service.show(clientId)).account
    await simulator.setAccountState(id, { outcome: 'needs_more' })
    const admin = { authorization: `Bearer ${service.adminKey}` }
    await service.call('POST', `/api/v1/clients/${clientId}/sync`, undefined, admin)
    const issued = await service.call('POST', `/api/v1/clients/${clientId}/onboarding-tokens`, {}, admin)
    const { page } = await guarded()
    await withStripesForm(page)
    await openForm(page, issued.body.onboarding?.token ?? issued.body.token)
    await wait(page, /stripe-connect-notification-banner with/)
    await wait(page, /stripe-connect-account-management with/)
    await page.getByRole('button', { name: 'I am done' }).click()
    await page.waitForURL(/\/onboarding-incomplete\?status=incomplete/)

    const without = await newPage()
    await without.goto(`${service.url}/onboarding-embedded`)
    await without.getByRole('heading', { name: 'This page needs your link' }).waitFor()
  })

  t.test('is the only page with headers for it', async (t) => {
    const headersOf = async (path: string) => Object.fromEntries((await fetch(`${service.url}${path}`)).headers)
    const [form, link] = [await headersOf('/onboarding-embedded'), await headersOf('/onboard')]
    t.equal(form['cross-origin-opener-policy'], 'same-origin-allow-popups')
    t.equal(form['referrer-policy'], 'strict-origin')
    t.match(
      form['permissions-policy'],
      /camera=\("https:\/\/connect-js\.stripe\.com" "https:\/\/js\.stripe\.com"\), display/,
    )
    t.match(form['content-security-policy'], "script-src 'self' https://connect-js.stripe.com https://js.stripe.com;")
    t.match(form['content-security-policy'], /frame-src https:\/\/connect-js\.stripe\.com https:\/\/js\.stripe\.com$/)
    t.match(form['content-security-policy'], "style-src 'self' 'sha256-0hAheEzaMe6uXIKV4EehS9pu1am1lj/KnnzrOYqckXk=';")
    t.match(form['content-security-policy'], "default-src 'none'; frame-ancestors 'none';")
    t.equal(link['cross-origin-opener-policy'], 'same-origin')
    t.equal(link['referrer-policy'], 'no-referrer')
    t.match(link['permissions-policy'], /camera=\(\)/)
    t.notMatch(link['content-security-policy'], 'stripe.com')
    const hosted = await startService(t, around)
    t.equal((await fetch(`${hosted.url}/onboarding-embedded`)).status, 404, 'there is none without the setting')
  })
})
