import t from 'tap'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { startService, surroundings } from '../../support/service.ts'

t.test('the page that a link leads to, in a real browser', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around)
  const { simulator } = around.stripe
  const { newPage } = await browser(t)
  const onboard = (token: string) => `${service.url}/onboard#token=${token}`

  t.test('takes the token out of the address bar, says whose link it is, and goes on to Stripe', async (t) => {
    const { clientId, token } = await service.invite({ name: 'Ada <b>Lovelace</b>' })
    const page = await newPage()
    await page.goto(onboard(token))
    await page.getByRole('button', { name: 'Continue to Stripe' }).waitFor()
    t.equal(page.url(), `${service.url}/onboard`)
    t.match(await page.locator('#text').textContent(), /Hello Ada <b>Lovelace<\/b>\. Our platform pays/)
    t.equal((await service.show(clientId)).onboarding.status, 'pending', 'looking changes nothing')

    await page.getByRole('button').click()
    await pageAtStripe(page)
    t.match(await page.textContent('body'), /simulated Stripe/)
    t.equal((await service.show(clientId)).onboarding.status, 'in_progress')

    await page.goBack()
    await page.getByRole('button', { name: 'Continue to Stripe' }).waitFor()
    t.match(await page.locator('#title').textContent(), /where you left off/, 'going back offers to go on')
    t.match(
      await page.locator('#asks').textContent(),
      /A bank account that payouts can go to/,
      'and says what is needed',
    )
    await page.reload()
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
    t.match(await page.textContent('body'), /simulated Stripe/, 'and gives a fresh link')
  })

  t.test('also reads the token from the query', async (t) => {
    const { token } = await service.invite()
    const page = await newPage()
    await page.goto(`${service.url}/onboard?token=${token}`)
    await page.getByRole('button', { name: 'Continue to Stripe' }).waitFor()
    t.equal(page.url(), `${service.url}/onboard`)
  })

  t.test('says when Stripe fails, in words, and tries again', async (t) => {
    const { clientId, token } = await service.invite()
    const page = await newPage()
    await page.goto(onboard(token))
    await simulator.faults.add({
      route: 'account_links.create',
      times: 2,
      fault: { kind: 'error', status: 500, saved: false },
    })
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    t.match(
      await page.locator('main').textContent(),
      /Stripe cannot be reached right now.*Nothing was lost.*Please mention this reference: /s,
    )
    t.equal((await service.show(clientId)).onboarding.status, 'pending')
    await page.getByRole('button', { name: 'Try again' }).click()
    await pageAtStripe(page)
    t.equal((await service.show(clientId)).onboarding.status, 'in_progress')
  })

  t.test('opens once however often the button is clicked, and in two tabs makes one account', async (t) => {
    const { clientId, token } = await service.invite()
    const pages = [await newPage(), await newPage()]
    for (const page of pages) await page.goto(onboard(token))
    await Promise.all(pages.map((page) => page.getByRole('button', { name: 'Continue to Stripe' }).dblclick()))
    await Promise.all(pages.map(pageAtStripe))
    const openings = service.captured
      .lines()
      .filter((line) => line['route'] === '/api/v1/onboard-client' && line['clientId'] === clientId)
    t.equal(openings.length, 2, 'one opening a tab')
    const accounts = await simulator.accounts()
    t.equal(accounts.filter(({ metadata }) => metadata['client_id'] === clientId).length, 1)
  })

  t.test('explains why a link does not work', async (t) => {
    const page = await newPage()
    await page.goto(onboard('obt_nonsense'))
    await page.getByRole('heading', { name: 'This link is not valid' }).waitFor()
    t.equal(await page.getByRole('button').count(), 0, 'there is nothing to click')

    const other = await newPage()
    await other.goto(`${service.url}/onboard`)
    await other.getByRole('heading', { name: 'This page needs your link' }).waitFor()
  })

  t.test('says when the service cannot be reached, and loses nothing', async (t) => {
    const { token } = await service.invite()
    const page = await newPage()
    await page.goto(onboard(token))
    await page.getByRole('button', { name: 'Continue to Stripe' }).waitFor()
    await page.context().setOffline(true)
    await page.getByRole('button').click()
    await page.getByRole('heading', { name: 'Connection failed' }).waitFor()
    await page.context().setOffline(false)
    await page.getByRole('button', { name: 'Try again' }).click()
    await pageAtStripe(page)
    t.match(await page.textContent('body'), /simulated Stripe/)
  })
})
