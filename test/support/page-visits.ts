import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import type { Locale } from '../../src/domain/locale.ts'
import { PAGE_WORDS } from '../../src/pages/words.ts'
import { PREVIEW, type PageState } from './page-states.ts'

const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="32"><rect width="120" height="32" fill="#c33"/></svg>`

const problem = (code: string) => ({
  status: code === 'TOKEN_NOT_FOUND' ? 404 : 503,
  json: { code, retryable: code !== 'INTERNAL' && code !== 'TOKEN_NOT_FOUND', requestId: 'a1b2' },
})

/** What a page did that it must not do, since it was watched; and how many bytes it took. */
export function watch(page: Page, origin: string) {
  const faults: string[] = []
  let bytes = 0
  page.on('dialog', (dialog) => {
    faults.push('a script ran')
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    // The browser itself says this of every reply that is an error.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) faults.push(request.url())
  })
  // The bodies themselves would be slow to fetch from the browser.
  page.on('response', (response) => (bytes += Number(response.headers()['content-length'])))
  return {
    faults,
    bytes: () => {
      const taken = bytes
      bytes = 0
      return taken
    },
  }
}

/** Serves an app whose API replies as the state of the page says. `logo` is an image there. */
export async function pageSite(t: { teardown(handler: () => void): unknown }) {
  let shown: { readonly state: PageState; readonly preview: Partial<typeof PREVIEW> } | undefined
  let fallback: RequestListener = (_request, response) => response.end()
  const server = createServer((request, response) => {
    if (request.url === '/logo.svg')
      return response.writeHead(200, { 'content-type': 'image/svg+xml', 'content-length': LOGO.length }).end(LOGO)
    const path = /^\/api\/v1\/onboard-client(.*)$/.exec(request.url ?? '')?.[1]
    if (path === undefined || shown === undefined) return fallback(request, response)
    const { status = 200, json } = replyTo(path, shown)
    const body = JSON.stringify(json)
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    response.writeHead(status, headers).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const logo = `${origin}/logo.svg`
  return {
    origin,
    logo,
    async serve(app: { routing: RequestListener; ready(): PromiseLike<unknown> }): Promise<void> {
      await app.ready()
      fallback = app.routing
    },
    /** From now on the API replies as in this state. */
    show(state: PageState, preview: Partial<typeof PREVIEW>): void {
      shown = { state, preview: { logo, ...preview } }
    },
  }
}

function replyTo(
  path: string,
  { state, preview }: { state: PageState; preview: Partial<typeof PREVIEW> },
): { readonly status?: number; readonly json: unknown } {
  const { preview: own, click = 'INTERNAL', typed } = state
  if (path === '/preview') {
    return typeof own === 'string' ? problem(own) : { json: { ...PREVIEW, ...own, ...preview } }
  }
  if (path === '' && typed !== undefined) return problem(typed)
  if (click === 'accepted') return { status: 202, json: { accepted: true } }
  if (click === 'code sent') return { status: 202, json: { sentTo: 'a•••@example.com', expiresAt: PREVIEW.expiresAt } }
  return problem(click)
}

interface Visit {
  readonly site: Awaited<ReturnType<typeof pageSite>>
  readonly state: PageState
  readonly locale: Locale
  readonly link: string
}

/** Brings the page to a state, with the replies that lead there. `more` is in its preview. */
export async function visit(
  page: Page,
  { site, state, locale, link }: Visit,
  more: Partial<typeof PREVIEW> = {},
): Promise<void> {
  site.show(state, { locale, ...more })
  const words = PAGE_WORDS[locale]
  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
  await load(page, { site, state, link })
  const { click, typed, another, address } = state
  if (address !== undefined) {
    await page.getByLabel(words.start.label).fill(address)
    await page.keyboard.press('Enter')
  }
  if (click !== undefined) await page.locator('#go:not([hidden])').click()
  if (typed !== undefined) {
    await heading(words.code.sent.title)
    await page.locator('#code-typed').fill('123456')
    await page.locator('#go').click()
  }
  if (another === true) {
    await heading(words.code.wrong.title)
    await page.locator('#other').click()
  }
  await heading(state.heading(words))
  if (state.shows !== undefined) await page.getByText(state.shows(words)).waitFor()
}

async function load(
  page: Page,
  { site: { origin }, state, link }: Pick<Visit, 'site' | 'state' | 'link'>,
): Promise<void> {
  const { preview, path } = state
  if (path === undefined) {
    const fragment = `#token=${link}`
    if (page.url() !== `${origin}/onboard`) return void (await page.goto(`${origin}/onboard${fragment}`))
    // As a link that is pasted into the tab, which loads nothing. What was shown before must not pass for the new state.
    return void (await page.evaluate(`{
      for (const shown of document.querySelectorAll('#title, #go')) shown.replaceChildren()
      document.getElementById('go').hidden = true
      location.hash = '${fragment}'
    }`))
  }
  // What the tab has of the page before.
  if (!page.url().startsWith(origin)) await page.goto(`${origin}/robots.txt`)
  const change = preview === undefined ? `removeItem('onboarding-token')` : `setItem('onboarding-token', '${link}')`
  await page.evaluate(`sessionStorage.${change}`)
  await page.goto(`${origin}${path}`)
}

/** What axe finds wrong with the page. Run past the page's policy, which allows no scripts of others. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  if (await page.evaluate(`typeof axe === 'undefined'`)) await page.evaluate(`${axe.source}; undefined`)
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run({ resultTypes: ['violations'] })`)
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`)
}
