import t from 'tap'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { mailServer } from '../../support/mail-server.ts'
import { startService, surroundings } from '../../support/service.ts'
import { withStripesForm } from '../../support/stripe-form.ts'

t.test('a link that is confirmed by email', async (t) => {
  const around = await surroundings(t)
  const mails = await mailServer(t)
  const service = await startService(t, around, { ...mails.variables, CONFIRM_BY_EMAIL: 'on', REFRESH: 'page' })
  const { newPage } = await browser(t)
  const email = 'ada@example.com'
  const { token } = await service.invite({ email, locale: 'en' })
  const page = await newPage()
  const go = () => page.getByRole('button', { name: 'Continue to Stripe' }).click()
  const code = (to = email) => /^\d{6}$/m.exec(mails.to(to).at(-1)?.mail.text ?? '')?.[0] ?? 'none'
  const typed = page.getByLabel('Code')

  t.test('sends a code when its holder wants to go on, and not before', async (t) => {
    await page.goto(`${service.url}/onboard#token=${token}`)
    await page.getByText('Hello Ada Lovelace').waitFor()
    t.equal(mails.received.length, 0)
    await go()
    await typed.waitFor()
    t.equal(mails.to(email).length, 1)
    t.match(await page.locator('main').textContent(), /emailed to a•••@example\.com/)
    t.equal(await page.locator(':focus').getAttribute('id'), 'code-typed')
  })

  t.test('says that a code is wrong, and after five times that it is over', async (t) => {
    const wrong = code() === '000000' ? '111111' : '000000'
    await typed.fill('12')
    await go()
    t.equal(await page.locator('#title').textContent(), 'Enter the code from your email', 'two digits are no try')
    for (let n = 1; n <= 4; n += 1) {
      await typed.fill(wrong)
      const answered = page.waitForResponse('**/onboard-client')
      await typed.press('Enter')
      await answered
      await page.getByText('This is not the code').waitFor()
    }
    await typed.fill(wrong)
    await go()
    await page.getByText('This code no longer works').waitFor()
    t.notOk(await typed.isVisible())
    t.equal((await around.stripe.simulator.accounts()).length, 0)
  })

  t.test('says that a code could not be emailed, and sends it at the next try', async () => {
    mails.fail('451 4.3.0 try again later')
    await page.getByRole('button', { name: 'Send another code' }).click()
    await page.getByText('The code could not be emailed').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await typed.waitFor()
  })

  t.test('goes on to Stripe with the code of the last email, and is not asked again', async (t) => {
    await typed.fill(`${code().slice(0, 3)} ${code().slice(3)}`)
    await go()
    await pageAtStripe(page)
    const { length } = mails.received
    await page.goto(`${service.url}/onboard#token=${token}`)
    await page.getByText('Continue where you left off').waitFor()
    await go()
    await pageAtStripe(page)
    t.equal(mails.received.length, length)
  })

  t.test('asks whoever else has the link', async (t) => {
    const other = await newPage()
    await other.goto(`${service.url}/onboard#token=${token}`)
    await other.getByRole('button', { name: 'Continue to Stripe' }).click()
    await other.getByLabel('Code').waitFor()
    t.notMatch(other.url(), /acct_/)
  })

  t.test("asks before it shows Stripe's form, and shows it to no one else who has the link", async (t) => {
    const variables = { ONBOARDING_UI: 'embedded', STRIPE_PUBLISHABLE_KEY: 'pk_test_0123456789' }
    const form = await startService(t, around, { ...mails.variables, CONFIRM_BY_EMAIL: 'on', ...variables })
    const { token: link, email: to } = await form.invite({ locale: 'en' })
    const sessions = async () => (await around.stripe.simulator.calls({ route: 'account_sessions.create' })).length
    const client = await newPage()
    await withStripesForm(client)
    await client.goto(`${form.url}/onboard#token=${link}`)
    await client.getByRole('button', { name: 'Continue to Stripe' }).click()
    await client.getByLabel('Code').waitFor()
    t.equal(await sessions(), 0)
    await client.getByLabel('Code').fill(code(to))
    await client.getByRole('button', { name: 'Continue to Stripe' }).click()
    await client.getByText(/stripe-connect-account-onboarding with accs_secret__/).waitFor()
    await client.getByRole('button', { name: 'Session expires' }).click()
    await client.getByText(/again with accs_secret__/).waitFor()

    const before = await sessions()
    const other = await newPage()
    await withStripesForm(other)
    for (const path of [`/onboard#token=${link}`, '/onboarding-embedded']) {
      await other.goto(`${form.url}${path}`)
      await other.getByRole('button', { name: 'Continue to Stripe' }).click()
      await other.getByLabel('Code').waitFor()
    }
    t.equal(await sessions(), before)
  })
})
