import type { Page } from 'playwright-core'
import t from 'tap'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { startService, surroundings } from '../../support/service.ts'

t.test('a page that something hinders, in a real browser', { timeout: 120_000 }, async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around, { SUPPORT_EMAIL: 'help@example.com' })
  const { newPage } = await browser(t)
  const { token } = await service.invite({ name: 'Ada Lovelace' })
  const link = `${service.url}/onboard#token=${token}`
  const goOn = (page: Page) => page.getByRole('button', { name: 'Continue to Stripe' })

  /** The page of the link, in a browser that this script has changed before. */
  async function changed(script: string) {
    const page = await newPage()
    await page.addInitScript(script)
    await page.goto(link)
    return page
  }

  const blocked = `for (const kind of ['sessionStorage', 'localStorage'])
    Object.defineProperty(window, kind, { get() { throw new DOMException('blocked', 'SecurityError') } })`
  const full = `Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }`
  const older = `delete Array.prototype.toSorted; delete Array.prototype.at; delete AbortSignal.timeout
    delete Element.prototype.replaceChildren; delete Crypto.prototype.randomUUID; delete Intl.DisplayNames
    delete Object.hasOwn; delete window.fetch`

  for (const [what, script] of [
    ['blocks storage', blocked],
    ['has no room in its storage', full],
    ['lacks newer functions', older],
    [
      'does not let scripts change the address',
      `if (location.pathname === '/onboard') history.replaceState = () => { throw new Error('no') }`,
    ],
  ] as const) {
    t.test(`works in a browser that ${what}, after a reload too`, async () => {
      const page = await changed(script)
      await goOn(page).waitFor()
      await page.reload()
      await goOn(page).click()
      await pageAtStripe(page)
    })
  }

  t.test('comes back from Stripe to words, where storage is blocked', async (t) => {
    const page = await newPage()
    await page.addInitScript(blocked)
    await page.goto(`${service.url}/onboarding-incomplete?status=incomplete`)
    await page.getByText('To continue, open the link in your message again.').waitFor()
    await page.goto(`${service.url}/onboarding-success`)
    t.match(await page.textContent('main'), /You are all set/)
  })

  const isHelpful = async (page: Page) => {
    await page.getByText('it should have gone on by now').waitFor()
    t.equal(await page.getByText('it should have gone on by now').isVisible(), true)
    t.equal(await page.getByRole('link', { name: 'help@example.com' }).first().isVisible(), true)
  }

  for (const file of ['onboard.js', 'words.js']) {
    t.test(`says so by itself if ${file} does not load`, async (t) => {
      const page = await newPage()
      await page.route(`**/assets/${file}`, (route) => route.abort())
      await page.goto(link)
      t.equal(await page.getByText('it should have gone on by now').isVisible(), false, 'not at once')
      await isHelpful(page)
    })
  }

  t.test('says so at once without the style', async () => {
    const page = await newPage()
    await page.route('**/assets/**', (route) => route.abort())
    await page.goto(link)
    await isHelpful(page)
  })

  for (const [what, script] of [
    ['a function that the page needs', `Node.prototype.removeChild = () => { throw new TypeError('x is null') }`],
    ['what requests are sent with', `XMLHttpRequest.prototype.send = () => { throw new TypeError('x is null') }`],
    ['what dates are written with', `Date.prototype.toLocaleString = () => { throw new RangeError('x') }`],
  ] as const) {
    t.test(`does not blame the network if an extension breaks ${what}`, async (t) => {
      const page = await changed(script)
      await page.getByText('This page does not work in this browser').waitFor()
      t.notMatch(await page.innerText('body'), /internet connection/)
      t.match(await page.innerText('body'), /turn off browser extensions/)
    })
  }

  t.test('does not blame the network or Stripe for an answer that is not from the service', async (t) => {
    const page = await newPage()
    await page.route('**/onboard-client/preview', (route) =>
      route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
    )
    await page.goto(link)
    await page.getByRole('heading', { name: 'We cannot answer right now' }).waitFor()
    t.notMatch(await page.textContent('main'), /Stripe|internet/)
    await page.unroute('**/onboard-client/preview')
    await page.getByRole('button', { name: 'Try again' }).click()
    await goOn(page).waitFor()
  })

  t.test(
    'keeps the focus on the button while it waits and when it fails, and the title says what happened',
    async (t) => {
      const page = await changed('')
      await goOn(page).focus()
      t.match(await page.title(), /Continue where you left off – Our platform|Get set up to be paid – Our platform/)
      await page.context().setOffline(true)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Connection failed' }).waitFor()
      t.equal(await page.title(), 'Connection failed – Our platform')
      t.equal(await page.locator(':focus').getAttribute('id'), 'go')
      await page.context().setOffline(false)
      await page.keyboard.press('Enter')
      await pageAtStripe(page)
    },
  )
})
