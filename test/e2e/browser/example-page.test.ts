import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { exampleFrontEnd } from '../../../examples/front-end/serve.ts'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { startService, surroundings } from '../../support/service.ts'
import { staff } from '../../support/staff.ts'

t.test('the example of a front end, on an origin of its own and in a real browser', async (t) => {
  const around = await surroundings(t)
  const front = createServer().listen(0, '127.0.0.1')
  await once(front, 'listening')
  const origin = `http://localhost:${(front.address() as AddressInfo).port}`
  const service = await startService(t, around, { FRONTEND_ORIGIN: origin })
  front.on('request', exampleFrontEnd(service.url))
  t.teardown(async () => {
    front.closeAllConnections()
    front.close()
  })
  const { newPage } = await browser(t)
  const onboard = (token: string) => `${origin}/onboard?token=${token}`

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

  t.test('says when Stripe fails, and tries again', async (t) => {
    const { token } = await service.invite()
    const page = await newPage()
    await page.goto(onboard(token))
    await page.getByRole('heading', { name: 'Hello' }).waitFor()
    const fault = { kind: 'error', status: 500, saved: false } as const
    await around.stripe.simulator.faults.add({ route: 'account_links.create', times: 2, fault })
    await page.getByRole('button').click()
    await page.getByRole('heading', { name: 'Stripe cannot be reached right now' }).waitFor()
    await page.getByRole('button').click()
    await pageAtStripe(page)
    t.match(await page.textContent('body'), /simulated Stripe/)
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
