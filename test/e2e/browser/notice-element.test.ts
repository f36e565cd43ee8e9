import { readFileSync, statSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { browser } from '../../support/browser.ts'
import { ADMIN_KEY, startService, surroundings } from '../../support/service.ts'

const ELEMENT = new URL('../../../packages/client/src/onboarding-notice.js', import.meta.url)

t.test('the element for notices is smaller than 5 KB as it is, without a minifier', async (t) => {
  t.ok(statSync(ELEMENT).size < 5000, `${statSync(ELEMENT).size} bytes`)
})

t.test("a platform's own page shows what is due", async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
  })
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const service = await startService(t, await surroundings(t), {
    FRONTEND_ORIGIN: origin,
    PLATFORM_NAME: '<b>Shop</b>',
  })
  const admin = { authorization: `Bearer ${ADMIN_KEY}` }
  const { clientId } = await service.invite({ locale: 'de' })
  let tokens = 0

  const attributes = `service="${service.url}" token-url="/notice-token" href="/continue"`
  const html = (scheme: string) => `<!doctype html><html lang="en" style="color-scheme: ${scheme}"><title>Shop</title>
    <link rel="icon" href="data:,"><script type="module" src="/notice.js"></script>
    <onboarding-notice ${attributes}></onboarding-notice>`
  const answers: Record<string, RequestListener> = {
    '/notice.js': (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(ELEMENT)),
    // What the platform's back end does for the client that is signed in.
    '/notice-token': (_request, response) => {
      tokens += 1
      void service
        .call('POST', `/api/v1/clients/${clientId}/notice-token`, undefined, admin)
        .then(({ status, text }) => response.writeHead(status, { 'content-type': 'application/json' }).end(text))
    },
  }
  server.on('request', (request, response) => {
    const answer = answers[request.url ?? '']
    if (answer !== undefined) return answer(request, response)
    // A strict policy: neither the element nor its style is inline.
    const policy = `default-src 'none'; script-src 'self'; connect-src 'self' ${service.url}; img-src data:`
    const allowed = request.url === '/dark' ? 'dark' : 'light'
    const page = html(allowed).replace(` style="color-scheme: ${allowed}"`, '')
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy })
    response.end(page.replace('<title>', `<meta name="color-scheme" content="${allowed}"><title>`))
  })
  const { newPage } = await browser(t)

  async function shown(path: string) {
    const page = await newPage()
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    await page.goto(`${origin}${path}`)
    await page.getByRole('status').waitFor()
    return { page, said }
  }

  t.test('in the language of the client, as text, and with the way to go on', async (t) => {
    const { page, said } = await shown('/')
    const status = page.getByRole('status')
    t.match(await status.textContent(), '<b>Shop</b> bezahlt Sie über Stripe.')
    t.equal(await status.getAttribute('lang'), 'de')
    t.equal(await page.locator('b').count(), 0)
    t.equal(await page.getByRole('link', { name: 'Weiter' }).getAttribute('href'), '/continue')
    t.strictSame(said, [], 'nothing is in the console')
  })

  t.test('in the colours of the page, light or dark, and in its own where it sets them', async (t) => {
    const background =
      'getComputedStyle(document.querySelector("onboarding-notice").shadowRoot.querySelector("section")).backgroundColor'
    const [light, dark] = [await shown('/'), await shown('/dark')]
    t.equal(await light.page.evaluate(background), 'rgb(246, 248, 250)')
    t.equal(await dark.page.evaluate(background), 'rgb(34, 38, 46)')
    await light.page.evaluate(
      'document.querySelector("onboarding-notice").style.setProperty("--onboarding-notice-background", "rgb(1, 2, 3)")',
    )
    t.equal(await light.page.evaluate(background), 'rgb(1, 2, 3)')
  })

  t.test('with a fresh token each time that it is loaded again, and nothing when nothing is due', async (t) => {
    const { page } = await shown('/')
    const before = tokens
    await page.evaluate('document.querySelector("onboarding-notice").refresh()')
    t.equal(tokens, before + 1)
    await service.call('DELETE', `/api/v1/clients/${clientId}`, undefined, admin)
    const failed =
      'new Promise((resolve) => { const element = document.querySelector("onboarding-notice"); element.addEventListener("notice-failed", ({ detail }) => resolve(detail)); element.refresh() })'
    t.match(await page.evaluate(failed), '/notice-token answered 404')
    t.equal(await page.getByRole('status').count(), 0, 'a notice that cannot be loaded is not shown')
  })
})
