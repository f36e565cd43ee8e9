import type { Page } from 'playwright-core'
import t from 'tap'
import { controlClient } from '#stripe-simulator'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { startDemo } from '../../support/demo-process.ts'

const PHONE = { width: 360, height: 740 }

t.test('a client whose page at Stripe was used or has expired, in a real browser', { timeout: 90_000 }, async (t) => {
  const demo = await startDemo(t)
  const simulator = controlClient(demo.simulatorUrl)
  const { newPage } = await browser(t)
  let invited = 0

  /** A client whose tab is at Stripe, and how many links were made for it there. */
  async function atStripe(page: Page) {
    invited += 1
    const person = { name: 'Ada Lovelace', email: `ada${invited}@example.com` }
    const { body } = await demo.ask('POST', '/api/v1/clients', person)
    await page.goto(body.onboarding.url)
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
    const account = (await simulator.accounts()).find(({ metadata }) => metadata['client_id'] === body.client.id)
    const links = async () => (await simulator.accountLinks()).filter((link) => link.account === account?.id)
    return { links, tokenId: body.onboarding.tokenId as string }
  }
  const isAgain = (page: Page) => page.waitForURL(`${demo.api}/onboarding-incomplete?status=again`)

  for (const [where, size] of [
    ['on a desk', undefined],
    ['on a phone', PHONE],
  ] as const) {
    t.test(`gets back to it with one click, ${where}`, async (t) => {
      const page = await newPage()
      if (size !== undefined) await page.setViewportSize(size)
      const { links } = await atStripe(page)
      await page.reload()
      await isAgain(page)
      await page.getByRole('heading', { name: 'Continue where you left off' }).waitFor()
      t.equal((await links()).length, 1, 'the page alone makes no link')
      t.equal(await page.getByRole('link').count(), 0, 'there is one way on')
      const button = page.getByRole('button', { name: 'Continue to Stripe' })
      const box = await button.boundingBox()
      const { width, height } = page.viewportSize() ?? PHONE
      t.ok(box && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= height, 'in sight')
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      t.equal(overflow, 0, 'and nothing has to be moved aside')

      await button.click()
      await pageAtStripe(page)
      await page.getByText('simulated Stripe').first().waitFor()
      t.equal((await links()).length, 2)

      await page.goBack()
      await page.getByRole('button', { name: 'Continue to Stripe' }).click()
      await pageAtStripe(page)
      t.equal((await links()).length, 3, 'by the back button, too')
    })
  }

  t.test('gets back to it when a chat client has opened the page before', async (t) => {
    const page = await newPage()
    const { links } = await atStripe(page)
    const [link] = await links()
    const previewed = await fetch(link?.refresh_url ?? '', { redirect: 'manual', headers: { accept: 'text/html' } })
    t.match(previewed.headers.get('location'), /status=again$/)
    await page.goto(link?.refresh_url ?? '')
    await isAgain(page)
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
    t.equal((await links()).length, 2)
  })

  t.test('sees in another tab that the link has to be opened again', async (t) => {
    const { links } = await atStripe(await newPage())
    const [link] = await links()
    const stranger = await newPage()
    await stranger.goto(link?.refresh_url ?? '')
    await isAgain(stranger)
    await stranger.getByText('To continue, open the link in your message again.').waitFor()
    t.equal(await stranger.getByRole('button').count(), 0)
    t.equal(await stranger.getByRole('link').count(), 0)
    t.equal((await links()).length, 1)
  })

  t.test('sees a message when the click fails, and loses nothing', async (t) => {
    const page = await newPage()
    const { tokenId } = await atStripe(page)
    await page.reload()
    await isAgain(page)
    await simulator.faults.add({
      route: 'account_links.create',
      times: 2,
      fault: { kind: 'error', status: 500, saved: false },
    })
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await page.getByRole('heading', { name: 'Stripe cannot be reached right now' }).waitFor()
    await page.context().setOffline(true)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Connection failed' }).waitFor()
    await page.context().setOffline(false)
    await page.getByRole('button', { name: 'Try again' }).click()
    await pageAtStripe(page)
    t.match(await page.textContent('body'), /simulated Stripe/)

    await page.reload()
    await isAgain(page)
    await demo.ask('POST', `/api/v1/onboarding-tokens/${tokenId}/revoke`)
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await page.getByRole('heading', { name: 'This link no longer works' }).waitFor()
    t.equal(await page.getByRole('button').count(), 0, 'staff revoked it, so no new one is offered')
  })
})
