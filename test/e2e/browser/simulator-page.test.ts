import t from 'tap'
import { browser } from '../../support/browser.ts'
import { running } from '../../simulator/harness.ts'

const CLIENT = '0b8a4c3e-94d5-4f6e-8a51-7b0f0a6f3c21'

t.test('on a phone, the pages of the simulator show everything without scrolling sideways', async (t) => {
  const { simulator, stripe, raw } = await running(t)
  const { newPage } = await browser(t)
  const { id } = await stripe.accounts.create({
    email: `${'long'.repeat(12)}@example.com`,
    metadata: { client_id: CLIENT },
  })
  await simulator.setWebhookEndpoints([{ url: `http://127.0.0.1:9/${'path/'.repeat(20)}`, secret: 'whsec_x' }])
  await simulator.faults.add({
    route: 'accounts.create',
    fault: { kind: 'json', status: 502, body: JSON.stringify('x'.repeat(100)) },
  })
  const link = await stripe.accountLinks.create({
    account: id,
    type: 'account_onboarding',
    return_url: 'https://platform.example/return',
    refresh_url: 'https://platform.example/refresh',
  })
  const page = await newPage()
  await page.setViewportSize({ width: 390, height: 844 })
  for (const url of [(await raw('/')).url, link.url]) {
    await page.goto(url)
    await page.getByText(id).first().waitFor()
    const beyond = await page
      .locator('body *')
      .evaluateAll((all) =>
        all
          .filter((each) => each.getBoundingClientRect().right > 390)
          .map(({ tagName, textContent }) => [tagName, textContent]),
      )
    t.strictSame(beyond, [], url)
  }
})

t.test('and an account can be changed there', async (t) => {
  const { simulator, stripe, raw } = await running(t)
  const { newPage } = await browser(t)
  await stripe.accounts.create()
  const page = await newPage()
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto((await raw('/')).url)
  await page.getByLabel('State').selectOption('complete')
  const set = page.locator('form.row').getByRole('button', { name: 'Set' })
  const { height = 0, width = 0 } = (await set.boundingBox()) ?? {}
  t.ok(height >= 30 && width > height, 'the button is large enough for a finger, and on one line')
  await Promise.all([page.waitForEvent('load'), set.click()])
  t.match(await simulator.accounts(), [{ details_submitted: true }])
})
