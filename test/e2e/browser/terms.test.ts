import t from 'tap'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { startService, surroundings } from '../../support/service.ts'
import { withStripesForm } from '../../support/stripe-form.ts'

const TERMS_URL = 'https://www.example.com/terms'
const MISSING = 'To continue, accept the terms: tick this box.'

t.test("the platform's own terms, in a real browser", async (t) => {
  const around = await surroundings(t)
  const own = { PLATFORM_NAME: 'Our platform', TERMS_URL }
  const service = await startService(t, around, { ...own, TERMS_VERSION: '1' })
  const newer = await startService(t, around, {
    ...{ ...own, TERMS_VERSION: '2', ACCOUNT_COUNTRY: '' },
    ...{ STRIPE_PUBLISHABLE_KEY: 'pk_test_0123456789', ONBOARDING_UI: 'embedded' },
  })
  const { newPage } = await browser(t)
  const { token, clientId } = await service.invite({ country: 'DE', locale: 'en' })
  const page = await newPage()
  const box = page.getByRole('checkbox', { name: 'I accept the terms (open in a new tab) of Our platform.' })
  const go = page.getByRole('button', { name: 'Continue to Stripe' })
  const accepted = async () => (await service.show(clientId)).client.termsAccepted

  t.test('are accepted by keyboard, and the button says what is missing before', async (t) => {
    let openings = 0
    page.on('request', (request) => (openings += /\/onboard-client$/.test(request.url()) ? 1 : 0))
    await page.goto(`${service.url}/onboard#token=${token}`)
    await box.waitFor()
    const link = page.getByRole('link', { name: /^terms/ })
    t.equal(await link.getAttribute('href'), TERMS_URL)
    t.equal(await link.getAttribute('target'), '_blank')
    t.equal(await link.getAttribute('rel'), 'noopener')
    t.equal(await page.getByText(MISSING).isVisible(), false)

    for (const id of ['terms-accepted', null, 'go']) {
      await page.keyboard.press('Tab')
      t.equal(await page.locator(':focus').getAttribute('id'), id, 'the box, the link, the button')
    }
    await page.keyboard.press('Enter')
    await page.getByText(MISSING).waitFor()
    t.equal(await page.locator(':focus').getAttribute('id'), 'terms-accepted')
    t.equal(await box.getAttribute('aria-invalid'), 'true')
    t.equal(await box.getAttribute('aria-describedby'), 'terms-missing')
    t.equal(openings, 0)

    await page.keyboard.press('Space')
    t.equal(await page.getByText(MISSING).isVisible(), false)
    t.equal(await box.getAttribute('aria-invalid'), 'false')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await pageAtStripe(page)
    t.match(await accepted(), { version: '1', address: '127.0.0.1' })
  })

  t.test('are not shown to a client that has accepted them', async (t) => {
    await page.goto(`${service.url}/onboard#token=${token}`)
    await page.getByText('Continue where you left off').waitFor()
    t.equal(await page.getByRole('checkbox').count(), 0)
  })

  t.test('are shown again if they change while the page is shown', async (t) => {
    await page.route(/\/api\/v1\//, (route) =>
      route.continue({ url: route.request().url().replace(service.url, newer.url) }),
    )
    await go.click()
    await page.getByText(MISSING).waitFor()
    t.equal(await box.isChecked(), false)
    t.equal(await page.locator(':focus').getAttribute('id'), 'terms-accepted')
    t.match(await accepted(), { version: '1' })
  })

  t.test("are accepted before Stripe's form, whose page sends a client back that has not", async (t) => {
    const other = await newer.invite({ locale: 'en' })
    const embedded = await newPage()
    await withStripesForm(embedded)
    await embedded.goto(`${newer.url}/onboard#token=${other.token}`)
    await embedded.getByRole('checkbox').waitFor()
    await embedded.goto(`${newer.url}/onboarding-embedded?locale=en`)
    await embedded.waitForURL(`${newer.url}/onboard`)
    await embedded.getByRole('checkbox').check()
    await embedded.getByRole('button', { name: 'Continue to Stripe' }).click()
    // The country is asked for in between, and the acceptance is not lost by that.
    await embedded.getByLabel('Country of your business').selectOption('DE')
    await embedded.getByRole('button', { name: 'Continue to Stripe' }).click()
    await embedded.waitForURL(`${newer.url}/onboarding-embedded?locale=en`)
    await embedded.getByText(/stripe-connect-account-onboarding with accs_secret__/).waitFor()
    t.match((await newer.show(other.clientId)).client.termsAccepted, { version: '2' })
  })
})
