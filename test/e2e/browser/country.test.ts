import t from 'tap'
import { browser } from '../../support/browser.ts'
import { startService, surroundings } from '../../support/service.ts'

t.test('a client whose country is not known', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around, { STRIPE_ACCOUNTS_API: 'v2', ACCOUNT_COUNTRY: '' })
  const { newPage } = await browser(t)
  const { clientId, token } = await service.invite()
  const page = await newPage()
  await page.goto(`${service.url}/onboard#token=${token}`)
  await page.getByRole('button', { name: 'Continue to Stripe' }).click()
  const country = page.getByLabel('Country of your business')

  t.test('is asked for it on the page, and nothing has happened yet', async (t) => {
    await country.waitFor()
    t.match(await page.locator('#title').textContent(), /Where is your business based/)
    t.ok((await country.locator('option').count()) > 100)
    const record = await service.show(clientId)
    t.match(record, {
      client: { country: null },
      onboarding: { status: 'pending', attempts: 0 },
      account: { id: null },
    })
  })

  t.test('cannot continue without a choice', async (t) => {
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    t.equal(await page.locator(':focus').getAttribute('id'), 'country-code')
    t.equal((await service.show(clientId)).onboarding.status, 'pending')
  })

  t.test('is told that Stripe opens no account in the country that it chose, and may choose again', async (t) => {
    await country.selectOption({ label: 'Jamaica' })
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await page.getByText('Not possible in this country').waitFor()
    t.match(
      await page.locator('main').textContent(),
      /If you chose the wrong one, choose again\. Otherwise, please contact/,
    )
    t.equal(await country.inputValue(), 'JM')
    t.match(await service.show(clientId), { client: { country: null }, onboarding: { status: 'pending', attempts: 0 } })
  })

  t.test('gets to Stripe after the choice, with an account in that country', async (t) => {
    await country.selectOption({ label: 'Austria' })
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await page.waitForURL(/\/r\/acct_/)
    const [account] = await around.stripe.simulator.accounts()
    t.match(account, { country: 'AT', metadata: { client_id: clientId } })
    t.equal((await service.show(clientId)).client.country, 'AT')
  })

  t.test('cannot change a country that is known', async (t) => {
    const body = { token, country: 'FR' }
    t.equal((await service.call('POST', '/api/v1/onboard-client', body)).status, 200)
    t.equal((await service.show(clientId)).client.country, 'AT')
  })
})
