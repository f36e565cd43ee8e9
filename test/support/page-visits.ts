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
  const sizes: Promise<number>[] = []
  page.on('dialog', (dialog) => {
    faults.push('a script ran')
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    // The browser itself says this of every reply that is an error.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && request.url() !== PREVIEW.logo) faults.push(request.url())
  })
  page.on('response', (response) => {
    sizes.push(
      response.body().then(
        ({ length }) => length,
        () => 0,
      ),
    )
  })
  return { faults, bytes: async () => (await Promise.all(sizes.splice(0))).reduce((sum, size) => sum + size, 0) }
}

interface Replies {
  readonly state: PageState
  readonly shown: Partial<typeof PREVIEW>
}

/** What the service replies to each page. */
const replies = new WeakMap<Page, Replies>()

/** The replies to this page are those of its state, from now on. */
async function reply(page: Page, next: Replies): Promise<void> {
  const isFirst = !replies.has(page)
  replies.set(page, next)
  if (!isFirst) return
  await page.route(PREVIEW.logo, (route) => route.fulfill({ contentType: 'image/svg+xml', body: LOGO }))
  await page.route('**/onboard-client/preview', (route) => {
    const { state, shown } = replies.get(page) ?? next
    const { preview } = state
    return route.fulfill(
      typeof preview === 'string' ? problem(preview) : { json: { ...PREVIEW, ...preview, ...shown } },
    )
  })
  await page.route(/onboard-client(\/request-new-link)?$/, (route) => {
    const { click = 'INTERNAL' } = (replies.get(page) ?? next).state
    return route.fulfill(click === 'accepted' ? { status: 202, json: { accepted: true } } : problem(click))
  })
}

/** Brings the page to a state, with the replies that lead there. `more` is in its preview. */
export async function visit(
  page: Page,
  { origin, state, locale, link }: { origin: string; state: PageState; locale: Locale; link: string },
  more: Partial<typeof PREVIEW> = {},
): Promise<void> {
  const { preview, click, path } = state
  await reply(page, { state, shown: { locale, ...more } })
  const kept = preview !== undefined && path !== undefined ? link : undefined
  // What the tab has of the page before. A link in the address takes its place.
  if (path !== undefined) {
    if (!page.url().startsWith(origin)) await page.goto(`${origin}/robots.txt`)
    const change = kept === undefined ? `removeItem('onboarding-token')` : `setItem('onboarding-token', '${kept}')`
    await page.evaluate(`sessionStorage.${change}`)
  }
  // A change of the fragment alone would load nothing.
  else await page.goto('about:blank')
  await page.goto(`${origin}${path ?? `/onboard#token=${link}`}`)
  if (click !== undefined) await page.locator('#go:not([hidden])').click()
  await page.getByRole('heading', { level: 1, name: state.heading(PAGE_WORDS[locale]), exact: true }).waitFor()
}

/** What axe finds wrong with the page. Run past the page's policy, which allows no scripts of others. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(`${axe.source}; undefined`)
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`)
}
