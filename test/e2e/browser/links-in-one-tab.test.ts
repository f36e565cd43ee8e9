import type { Page } from 'playwright-core'
import t from 'tap'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { startService, surroundings } from '../../support/service.ts'

t.test('several links in one tab, in a real browser', { timeout: 90_000 }, async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around)
  const { newPage } = await browser(t)
  const onboard = (token: string) => `${service.url}/onboard#token=${token}`
  const statusOf = async (clientId: string) => (await service.show(clientId)).onboarding.status
  const hello = (page: Page, name: string) => page.getByText(`Hello ${name}`).waitFor()

  /** What the address bar does with a link that is pasted into the tab of another one: the browser loads nothing. */
  const paste = (page: Page, url: string) => page.evaluate(`location.assign(${JSON.stringify(url)})`)

  async function two() {
    const [one, other] = [await service.invite({ name: 'Ada One' }), await service.invite({ name: 'Bob Two' })]
    const page = await newPage()
    await page.goto(onboard(one.token))
    await hello(page, 'Ada One')
    return { one, other, page }
  }

  t.test('the page follows the address, and opens the link of the client that it shows', async (t) => {
    const { one, other, page } = await two()
    await paste(page, onboard(other.token))
    await hello(page, 'Bob Two')
    t.equal(page.url(), `${service.url}/onboard`)
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
    t.equal(await statusOf(other.clientId), 'in_progress')
    t.equal(await statusOf(one.clientId), 'pending')
  })

  t.test('a reply about the link before does not come through', async (t) => {
    const { one, other, page } = await two()
    let held = () => {}
    const isHeld = new Promise<void>((resolve) => (held = resolve))
    await page.route('**/onboard-client', async (route) => {
      await isHeld
      await route.continue()
    })
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await paste(page, onboard(other.token))
    await hello(page, 'Bob Two')
    const answered = page.waitForResponse('**/onboard-client')
    held()
    await answered
    t.equal(await page.getByText('Hello Bob Two').count(), 1)
    t.equal(new URL(page.url()).pathname, '/onboard', 'the tab does not go to the page of the other client')
    t.equal(await statusOf(other.clientId), 'pending')
    t.ok(one)
  })

  t.test('a link that was cut off shows nobody, and the whole one pasted after it works', async () => {
    const { other, page } = await two()
    await paste(page, onboard(other.token.slice(0, -3)))
    await page.getByRole('heading', { name: 'This link is not valid' }).waitFor()
    await paste(page, onboard(other.token))
    await hello(page, 'Bob Two')
    await page.reload()
    await hello(page, 'Bob Two')
  })

  t.test('a fragment that is no link changes nothing', async (t) => {
    const { page } = await two()
    await paste(page, `${service.url}/onboard#main`)
    await hello(page, 'Ada One')
    t.equal(await page.getByRole('button', { name: 'Continue to Stripe' }).count(), 1)
  })

  t.test('the page that Stripe leads back to shows whom it goes on with', async (t) => {
    const { one, other, page } = await two()
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
    await page.goto(onboard(other.token))
    await hello(page, 'Bob Two')
    await page.goto(`${service.url}/onboarding-incomplete?status=incomplete`)
    await page.getByRole('heading', { name: 'Not quite done' }).waitFor()
    await hello(page, 'Bob Two')
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
    t.equal(await statusOf(other.clientId), 'in_progress')
    t.ok(one)
  })

  t.test('a link is taken with what was added to it, from wherever it is in the address', async (t) => {
    const { token } = await service.invite({ name: 'Ada One' })
    for (const address of [
      `/onboard/#token=${token}`,
      `/Onboard#token=${token}).`,
      `/onboard%23token=${token}`,
      `/onboard?utm_source=mail#token=${token}?utm_medium=x`,
      `/onboard?fbclid=1&token=${token}*`,
    ]) {
      const page = await newPage()
      await page.goto(service.url + address)
      await hello(page, 'Ada One')
      t.equal(page.url(), `${service.url}/onboard`, address)
      await page.context().close()
    }
  })
})
