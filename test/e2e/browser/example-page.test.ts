import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { exampleFrontEnd } from '../../../examples/front-end/serve.ts'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { axeFaults } from '../../support/page-visits.ts'
import { startService, surroundings } from '../../support/service.ts'
import { staff } from '../../support/staff.ts'

/** A server on a port of its own, and its origin. */
async function listening(t: { teardown(handler: () => Promise<void>): unknown }) {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
  })
  return [server, `http://localhost:${(server.address() as AddressInfo).port}`] as const
}

t.test('the example of a front end, on an origin of its own and in a real browser', async (t) => {
  const around = await surroundings(t)
  const [front, origin] = await listening(t)
  // Stripe sends people to the address that the service was configured with, before its port was known.
  const [back, apiBaseUrl] = await listening(t)
  const service = await startService(t, around, { FRONTEND_ORIGIN: origin, API_BASE_URL: apiBaseUrl })
  front.on('request', exampleFrontEnd(service.url))
  back.on('request', ({ url }, response) => response.writeHead(307, { location: `${service.url}${url}` }).end())
  const { newPage } = await browser(t)
  const onboard = (token: string) => `${origin}/onboard#token=${token}`

  t.test('shows whose link it is, and opens it', async (t) => {
    const { clientId, token } = await service.invite({ name: 'Ada <b>Lovelace</b>' })
    const page = await newPage()
    await page.goto(onboard(token))
    await page.getByRole('heading', { name: 'Hello Ada <b>Lovelace</b>' }).waitFor()
    t.equal(page.url(), `${origin}/onboard`, 'the token is not left in the address bar')
    t.equal((await service.show(clientId)).onboarding.status, 'pending')
    await page.getByRole('button').click()
    await pageAtStripe(page)
    t.equal((await service.show(clientId)).onboarding.status, 'in_progress')
  })

  t.test('reads the token in the query, too, and another link that is pasted into the same tab', async (t) => {
    const [ada, grace] = [await service.invite({ name: 'Ada' }), await service.invite({ name: 'Grace' })]
    const page = await newPage()
    await page.goto(`${origin}/onboard?token=${ada.token}`)
    await page.getByRole('heading', { name: 'Hello Ada' }).waitFor()
    t.equal(page.url(), `${origin}/onboard`)
    await page.goto(onboard(grace.token))
    await page.getByRole('heading', { name: 'Hello Grace' }).waitFor()
  })

  t.test('has the pages that clients return to, and continues with the link of the tab', async (t) => {
    const { token, clientId } = await service.invite({ name: 'Ada' })
    const page = await newPage()
    await page.goto(onboard(token))
    await page.getByRole('button').click()
    await pageAtStripe(page)
    await page.getByRole('button', { name: 'Save for later' }).click()
    await page.waitForURL(`${origin}/onboarding-incomplete?status=incomplete`)
    await page.getByRole('heading', { name: 'Not quite done' }).waitFor()
    await page.getByRole('link', { name: 'Continue' }).click()
    await page.getByRole('heading', { name: 'Hello Ada' }).waitFor()
    await page.getByRole('button').click()
    await pageAtStripe(page)
    await page.getByRole('button', { name: 'Complete' }).click()
    await page.waitForURL(`${origin}/onboarding-success`)
    await page.getByRole('heading', { name: 'You are all set' }).waitFor()
    t.equal((await service.show(clientId)).onboarding.status, 'completed')

    for (const status of [
      'again',
      'unavailable',
      'unknown',
      'expired',
      'revoked',
      'invalid',
      'busy',
      'new',
      'constructor',
    ]) {
      const fresh = await newPage()
      await fresh.goto(`${origin}/onboarding-incomplete?status=${status}`)
      await fresh.locator('#text', { hasText: /\w/ }).waitFor()
      t.equal(await fresh.getByRole('link').count(), 0, `${status}: this tab has no link`)
    }
  })

  t.test('says when Stripe fails, and tries again', async (t) => {
    const { token } = await service.invite()
    const page = await newPage()
    await page.goto(onboard(token))
    await page.getByRole('heading', { name: 'Hello' }).waitFor()
    // The client repeats the request twice, and the service calls Stripe twice for each.
    const fault = { kind: 'error', status: 500, saved: false } as const
    await around.stripe.simulator.faults.add({ route: 'account_links.create', times: 6, fault })
    await page.getByRole('button').click()
    await page.getByRole('heading', { name: 'Stripe cannot be reached right now' }).waitFor()
    await page.getByRole('button').click()
    await pageAtStripe(page)
    t.match(await page.textContent('body'), /simulated Stripe/)
  })

  t.test('has a checkbox for the terms of the platform, also when they change meanwhile', async (t) => {
    const terms = { url: 'https://www.example.com/terms', version: '1' }
    const withTerms = await startService(t, around, {
      ...{ FRONTEND_ORIGIN: origin, API_BASE_URL: apiBaseUrl },
      ...{ TERMS_URL: terms.url, TERMS_VERSION: terms.version },
    })
    const { token, clientId } = await withTerms.invite({ name: 'Ada' })
    const accepted = async () => (await withTerms.show(clientId)).client.termsAccepted
    const page = await newPage({ viewport: { width: 320, height: 640 } })
    // The same page, for the other service.
    await page.route(`${service.url}/**`, async (route) => {
      const url = route.request().url().replace(service.url, withTerms.url)
      await route.fulfill({ response: await route.fetch({ url }) })
    })
    await page.goto(onboard(token))
    await page.getByRole('heading', { name: 'Hello Ada' }).waitFor()
    const box = page.getByRole('checkbox', { name: /^I accept the terms/ })
    const link = page.getByRole('link', { name: /opens in a new tab/ })
    t.equal(await link.getAttribute('href'), terms.url)
    t.strictSame(await axeFaults(page), [])
    await page.getByRole('button').click()
    await page.getByText('Please accept the terms first.').waitFor()
    t.equal(await page.locator(':focus').getAttribute('id'), 'accepted')
    t.strictSame(await axeFaults(page), [])
    t.equal(await accepted(), null)
    await box.check()
    t.equal(await page.getByText('Please accept the terms first.').count(), 0)

    const newer = { ...terms, version: '2' }
    const problem = { code: 'TERMS_REQUIRED', retryable: false, requestId: 'a1b2', terms: newer }
    await page.route('**/api/v1/onboard-client', (route) => route.fulfill({ status: 409, json: problem }), { times: 1 })
    await page.getByRole('button').click()
    await page.getByRole('heading', { name: 'Please accept the terms' }).waitFor()
    t.equal(await box.isChecked(), false)
    await box.check()
    const sent = page.waitForRequest('**/api/v1/onboard-client')
    await page.route('**/api/v1/onboard-client', (route) => route.fulfill({ status: 409, json: problem }), { times: 1 })
    await page.getByRole('button').click()
    t.equal((await sent).postDataJSON().termsVersion, '2')
    await page.reload()
    await box.check()
    await page.getByRole('button').click()
    await pageAtStripe(page)
    t.match(await accepted(), { version: '1' })
  })

  t.test('chooses its message by the code of the problem', async (t) => {
    const { token, tokenId } = await service.invite()
    const open = await newPage()
    await open.goto(onboard(token))
    await open.getByRole('heading', { name: 'Hello' }).waitFor()
    await staff(service).revoke(tokenId)
    await open.getByRole('button').click()
    await open.getByRole('heading', { name: 'This link no longer works' }).waitFor()
    t.equal(await open.getByRole('button').count(), 0, 'there is nothing to click')

    const unknown = await newPage()
    await unknown.goto(onboard('obt_nonsense'))
    await unknown.getByRole('heading', { name: 'Something went wrong' }).waitFor()
    t.match(await unknown.locator('#text').textContent(), /This link is not known/)
  })
})

t.test(
  'the page at /docs loads the document, sends no request to another host, and complies with its policy',
  async (t) => {
    const service = await startService(t, await surroundings(t))
    const { newPage } = await browser(t)
    const page = await newPage()
    const foreign: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(service.url) && !request.url().startsWith('data:')) foreign.push(request.url())
    })
    page.on('console', (message) => t.not(message.type(), 'error', message.text()))
    await page.goto(`${service.url}/docs`)
    await page.locator('#operations-links-openLink .opblock-summary-control').click()
    await page.getByText("Creates the client's account at Stripe if there is none").waitFor()
    t.match(await page.title(), /connect-onboarding/)
    t.strictSame(foreign, [])
  },
)
