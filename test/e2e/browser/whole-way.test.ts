import t from 'tap'
import { controlClient } from '#stripe-simulator'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { startDemo } from '../../support/demo-process.ts'
import { until } from '../../support/worker.ts'

t.test('the whole way with one npm start, in a real browser', async (t) => {
  const demo = await startDemo(t)
  const simulator = controlClient(demo.simulatorUrl)
  const { newPage } = await browser(t)
  let invited = 0
  const invite = async () => {
    invited += 1
    const { status, body } = await demo.ask('POST', '/api/v1/clients', {
      name: 'Ada Lovelace',
      email: `ada${invited}@example.com`,
    })
    if (status !== 201) throw new Error(`invited with ${status}`)
    return { id: body.client.id as string, url: body.onboarding.url as string, token: body.onboarding.token as string }
  }
  const show = async (id: string) => (await demo.ask('GET', `/api/v1/clients/${id}`)).body
  const accountsOf = async (id: string) =>
    (await simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === id)

  t.test('invite, link, Stripe, return, completed, able to be paid', async (t) => {
    const client = await invite()
    const page = await newPage()
    await page.goto(client.url)
    await page.getByRole('button', { name: 'Continue to Stripe' }).dblclick()
    await pageAtStripe(page)
    await page.getByRole('button', { name: 'Complete' }).click()
    await page.waitForURL(`${demo.api}/onboarding-success`)
    t.match(await page.textContent('main'), /You are all set/)
    t.match(await show(client.id), {
      onboarding: { status: 'completed' },
      account: { readiness: 'active', payable: true, nextAction: 'none' },
    })
    t.equal((await accountsOf(client.id)).length, 1)

    await page.goto(client.url)
    await page.getByRole('heading', { name: 'You are all done' }).waitFor()
    t.equal(await page.getByRole('button').count(), 0)
  })

  t.test('saved for later, a client goes on where it left off, by back, by reload and by the button', async (t) => {
    const client = await invite()
    const page = await newPage()
    await page.goto(client.url)
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
    await page.getByRole('button', { name: 'Save for later' }).click()
    await page.waitForURL(/onboarding-incomplete\?status=incomplete/)
    t.equal((await show(client.id)).onboarding.status, 'in_progress')

    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
    await page.reload()
    await page.waitForURL(/onboarding-incomplete\?status=again/)
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
    t.match(
      await page.textContent('body'),
      /simulated Stripe/,
      'a used account link leads to a fresh one, by one click',
    )
    await page.goBack()
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
    await page.getByRole('button', { name: 'Complete' }).click()
    await page.waitForURL(`${demo.api}/onboarding-success`)
    t.equal((await show(client.id)).onboarding.status, 'completed')
    t.equal((await accountsOf(client.id)).length, 1)
  })

  t.test('two tabs and a mail scanner that submits before the person does end in one account', async (t) => {
    const client = await invite()
    // A scanner fetches what it finds, follows the page and even sends its request.
    await fetch(client.url)
    await fetch(`${demo.api}/api/v1/onboard-client?token=${client.token}`, { method: 'HEAD' })
    const scanned = await fetch(`${demo.api}/api/v1/onboard-client`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: client.token }),
    })
    const { url } = (await scanned.json()) as { url: string }
    await fetch(url)

    const [first, second] = [await newPage(), await newPage()]
    for (const page of [first, second]) {
      await page.goto(client.url)
      await page.getByRole('button', { name: 'Continue to Stripe' }).click()
      await pageAtStripe(page)
    }
    await first.getByRole('button', { name: 'Complete' }).click()
    await first.waitForURL(`${demo.api}/onboarding-success`)
    await second.getByRole('button', { name: 'Save for later' }).click()
    await second.waitForURL(`${demo.api}/onboarding-success`)
    t.equal((await show(client.id)).onboarding.status, 'completed', 'an older state is still good for the way back')
    t.equal((await accountsOf(client.id)).length, 1)
  })

  t.test('a client who never comes back is completed by the webhook', async (t) => {
    const client = await invite()
    const page = await newPage()
    await page.goto(client.url)
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
    const [account] = await accountsOf(client.id)
    await simulator.setAccountState(account?.id ?? '', { outcome: 'complete' })
    await until('completed', async () => (await show(client.id)).onboarding.status === 'completed')
    t.pass('the token is completed')
  })

  t.test('what does not go on says so in words', async (t) => {
    const client = await invite()
    const page = await newPage()
    await page.goto(client.url)
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
    await page.getByRole('button', { name: 'Rejected' }).click()
    await page.getByRole('heading', { name: 'Stripe cannot open this account' }).waitFor()
    await page.goto(client.url)
    await page.getByRole('heading', { name: 'Stripe cannot open this account' }).waitFor()
    const other = await newPage()
    for (const [status, heading] of [
      ['expired', 'Your link has expired'],
      ['revoked', 'Your link was replaced'],
      ['unknown', 'Stripe cannot be reached right now'],
      ['<b>x</b>', 'Not quite done'],
    ] as const) {
      await other.goto(`${demo.api}/onboarding-incomplete?status=${encodeURIComponent(status)}`)
      await other.getByRole('heading', { name: heading }).waitFor()
      t.equal(await other.getByRole('button').count(), 0, 'without a link there is nothing to click')
    }
  })
})
