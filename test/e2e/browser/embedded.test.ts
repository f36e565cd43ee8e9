import type { BrowserContextOptions, Page } from 'playwright-core'
import t from 'tap'
import { PAGE_WORDS } from '../../../src/pages/words.ts'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { axeFaults } from '../../support/page-visits.ts'
import { startService, surroundings } from '../../support/service.ts'
import { staff } from '../../support/staff.ts'
import { LOAD_ERRORS, withStripesForm } from '../../support/stripe-form.ts'

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
  async function guarded(options: BrowserContextOptions = {}) {
    const page = await newPage(options)
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
  async function openForm(page: Page, token: string, locale: 'en' | 'de' = 'en') {
    await page.goto(`${service.url}/onboard#token=${token}`)
    await page.getByRole('button', { name: PAGE_WORDS[locale].link.button }).click()
    await page.waitForURL(`${service.url}/onboarding-embedded?locale=${locale}`)
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

  for (const [locale, width] of [
    ['en', 320],
    ['de', 1280],
  ] as const) {
    t.test(`says what went wrong with the form, and what helps: ${locale}, ${width} px`, async (t) => {
      const { token } = await service.invite({ country: 'DE', locale })
      const { page, errors } = await guarded({ locale: 'fr', viewport: { width, height: 640 } })
      const { link, frame, embedded } = PAGE_WORDS[locale]
      const button = (name: string) => page.getByRole('button', { name, exact: true })
      await withStripesForm(page)
      await openForm(page, token, locale)
      const failures = Object.entries(LOAD_ERRORS).toSorted((one, other) => Number(other[1]) - Number(one[1]))
      for (const [type, canRetry] of failures) {
        await button(`Fail: ${type}`).click()
        const { title, text } = embedded.failed[type as keyof typeof LOAD_ERRORS]
        await page.getByRole('heading', { name: title, exact: true }).waitFor()
        t.equal(await page.locator('#text').textContent(), text, type)
        t.equal(await page.locator('#stripe').isVisible(), false, type)
        t.equal(await page.locator(':focus').getAttribute('id'), 'title', `${type}: the focus is not lost`)
        t.equal(await page.evaluate('document.documentElement.scrollWidth'), width, `${type}: nothing is cut off`)
        t.equal(await button(link.button).isVisible(), true, `${type}: Stripe's own page remains`)
        t.equal(await button(frame.tryAgain).isVisible(), canRetry, type)
        if (canRetry) await button(frame.tryAgain).click()
      }
      t.strictSame(await axeFaults(page), [])
      await button(link.button).click()
      await pageAtStripe(page)
      t.strictSame(errors, [])
    })
  }

  t.test('says what the form asks for at the moment', async (t) => {
    const { token } = await service.invite({ country: 'DE' })
    const { page, errors } = await guarded()
    await withStripesForm(page)
    await openForm(page, token)
    const { form, steps } = PAGE_WORDS.en.embedded
    for (const [step, text] of [
      ['stripe_user_authentication', form.text],
      ['business_type', steps.business],
      ['owners_2', steps.people],
      ['new', steps.people],
      ['external_account', steps.bank],
      ['summary', steps.check],
    ] as const) {
      await page.getByRole('button', { name: `Step: ${step}` }).click()
      t.equal(await page.locator('#text').textContent(), text, step)
    }
    t.strictSame(await axeFaults(page), [])
    t.strictSame(errors, [])
  })

  t.test('signs in to Stripe in a popup, which can tell the page', async (t) => {
    const { token } = await service.invite({ country: 'DE' })
    const { page, errors } = await guarded()
    await withStripesForm(page)
    await openForm(page, token)
    const popup = page.waitForEvent('popup')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await wait(page, 'signed in at https://connect-js.stripe.com')
    await (await popup).close()

    await page.evaluate('window.open = () => null')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'You are not signed in to Stripe' }).waitFor()
    t.strictSame(errors, [])
  })

  t.test("leads to Stripe's own pages if its script does not load, or the client prefers them", async (t) => {
    const { token, clientId } = await service.invite({ country: 'DE' })
    const { page } = await guarded()
    await page.route('https://connect-js.stripe.com/**', (route) => route.abort())
    await openForm(page, token)
    await page.getByRole('heading', { name: 'The form does not load in this browser' }).waitFor()
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)

    const other = (await guarded()).page
    await withStripesForm(other)
    await openForm(other, token)
    await other.getByRole('button', { name: 'Fail: an_error_of_tomorrow' }).click()
    await other.getByRole('heading', { name: 'Something went wrong at Stripe' }).waitFor()
    await other.getByRole('button', { name: 'Try again' }).click()
    await other.getByRole('button', { name: 'Does the form not work?' }).click()
    await pageAtStripe(other)
    t.equal((await service.show(clientId)).onboarding.status, 'in_progress')
  })

  t.test('says why there is no further session', async (t) => {
    const { token, tokenId } = await service.invite({ country: 'DE' })
    const { page } = await guarded()
    await withStripesForm(page)
    await openForm(page, token)
    await wait(page, /stripe-connect-account-onboarding with/)
    const fault = { kind: 'error', status: 500, saved: false } as const
    await simulator.faults.add({ route: 'account_sessions.create', times: 2, fault })
    await page.getByRole('button', { name: 'Session expires' }).click()
    await page.getByRole('heading', { name: 'Stripe cannot be reached right now' }).waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await wait(page, /stripe-connect-account-onboarding with/)
    await staff(service).revoke(tokenId)
    await page.getByRole('button', { name: 'Session expires' }).click()
    await page.waitForURL(`${service.url}/onboard`)
    t.equal(await page.getByRole('heading').textContent(), PAGE_WORDS.en.closed.revoked.title)
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
