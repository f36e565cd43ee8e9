import type { Page } from 'playwright-core'
import t from 'tap'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { mailServer, secretIn } from '../../support/mail-server.ts'
import { startService, surroundings } from '../../support/service.ts'
import { startWorker, until } from '../../support/worker.ts'

t.test('what a client reads after it has submitted everything, in a real browser', { timeout: 120_000 }, async (t) => {
  const around = await surroundings(t)
  const { simulator } = around.stripe
  const mails = await mailServer(t)
  const support = { SUPPORT_EMAIL: 'help@example.com', PLATFORM_NAME: 'Acme' }
  const service = await startService(t, around, { ...mails.variables, ...support })
  const silent = await startService(t, around, support)
  await startWorker(t, around, mails.variables)
  const { newPage } = await browser(t)
  const admin = { authorization: `Bearer ${service.adminKey}` }

  type State = Parameters<typeof simulator.setAccountState>[1]

  /** A client that has opened its link in this page, and then reached this state at Stripe. */
  async function reached(state: State) {
    const { clientId, token, email } = await service.invite()
    const page = await newPage()
    const link = (url = service.url) => `${url}/onboard#token=${token}`
    await page.goto(link())
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
    const { id: accountId } = (await service.show(clientId)).account
    const become = async (next: State) => {
      simulator.setAccountState(accountId, next)
      await service.call('POST', `/api/v1/clients/${clientId}/sync`, undefined, admin)
    }
    await become(state)
    return { clientId, email, page, link, become }
  }
  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor()

  t.test('asked for a document, it goes on with one click from the same link', async (t) => {
    const { page, link, become, clientId } = await reached({ outcome: 'needs_more' })
    await page.goto(link())
    await heading(page, 'Stripe needs a few more details')
    t.match(await page.locator('#asks').textContent(), /document/i)
    t.notMatch(await page.textContent('main'), /all done|nothing is left/i)
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
    t.match((await service.show(clientId)).onboarding, { purpose: 'update', status: 'in_progress' })
    await become({ outcome: 'complete' })
    await page.goto(link())
    await heading(page, 'You are all done')
    t.equal(await page.getByRole('button').count(), 0)
  })

  t.test('in another browser it has a link emailed with one click, which leads on', async () => {
    const { link, email } = await reached({ outcome: 'needs_more' })
    // What is needed is asked for by email, too, with a link of its own.
    await until('it is told that it has submitted, and asked', async () => mails.to(email).length === 1)
    const other = await newPage()
    await other.goto(link())
    await heading(other, 'Stripe needs a few more details')
    await other.getByRole('button', { name: 'Send me a new link' }).click()
    await heading(other, 'Check your inbox')
    await until('the email comes', async () => mails.to(email).length === 2)
    const mail = mails.to(email).at(-1)
    await other.goto(`${service.url}/onboard#token=${mail === undefined ? '' : secretIn(mail)}`)
    await heading(other, 'Stripe needs a few more details')
    await other.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(other)
  })

  t.test('is promised no email by a service that sends none, and reads whom to contact', async (t) => {
    const { link } = await reached({ outcome: 'needs_more' })
    const other = await newPage()
    await other.goto(link(silent.url))
    await heading(other, 'Stripe needs a few more details')
    t.match(await other.locator('#text').textContent(), /contact Acme \(help@example\.com\)/)
    t.equal(await other.getByRole('button').count(), 0)
    t.notMatch(await other.textContent('main'), /inbox|email you/)
  })

  t.test('back from Stripe, it is told at once that more is needed', async (t) => {
    const { page, become, clientId } = await reached({ outcome: 'save_for_later' })
    const [account] = (await simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === clientId)
    const links = (await simulator.accountLinks()).filter((each) => each.account === account?.id)
    await become({ outcome: 'needs_more' })
    const { pathname, search } = new URL(links.at(-1)?.return_url ?? '')
    const returned = await service.call('GET', pathname + search, undefined, { accept: 'text/html' })
    const landing = new URL(returned.headers.get('location') ?? '')
    t.equal(landing.pathname + landing.search, '/onboarding-incomplete?status=incomplete')
    await page.goto(service.url + landing.pathname + landing.search)
    await page.getByRole('button', { name: 'Continue to Stripe' }).waitFor()
    t.match(await page.locator('#title').textContent(), /Not quite done|Stripe needs/)
    await page.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(page)
  })

  t.test('is told that Stripe checks, or has not accepted it, and whom to contact', async (t) => {
    for (const [state, title, words] of [
      [{ outcome: 'under_review' }, 'Stripe is checking your details', /sent everything/],
      [{ outcome: 'reject' }, 'Stripe cannot open this account', /contact Acme \(help@example\.com\)/],
      [{ access: 'deauthorised' }, 'Stripe cannot open this account', /contact Acme \(help@example\.com\)/],
      [{ outcome: 'complete' }, 'You are all done', /Open this link again/],
    ] as const) {
      const { page, link, clientId } = await reached(state)
      await page.goto(link())
      await heading(page, title)
      t.match(await page.locator('#text').textContent(), words, title)
      t.equal(await page.getByRole('button').count(), 0, title)
      const record = await service.show(clientId)
      if (record.onboarding.status === 'completed') {
        await page.goto(`${service.url}/onboarding-success`)
        await heading(page, title === 'You are all done' ? 'You are all set' : title)
      }
      await page.context().close()
    }
  })

  t.test('reads the name of the platform and of itself as they are, in any direction of writing', async (t) => {
    const name = 'אדה לאבלייס'
    const { token } = await service.invite({ name })
    const page = await newPage()
    await page.goto(`${service.url}/onboard#token=${token}`)
    await page.getByText('Hello').waitFor()
    const isolated = await page.locator('#text bdi').allTextContents()
    t.equal(isolated.length, 2)
    t.equal(isolated[0], name)
    t.equal(isolated[1], 'Acme')
    t.equal(await page.locator('html').getAttribute('lang'), 'en')
    t.match(await page.locator('#facts').textContent(), /works until \w+ \d+, \d{4}/, 'and dates in its language')
  })
})
