import type { Page } from 'playwright-core'
import t from 'tap'
import { CONSOLE_KEY } from '../../support/console.ts'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { axeFaults, watch } from '../../support/page-visits.ts'
import { ADMIN_KEY, startService, surroundings } from '../../support/service.ts'

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

t.test(
  'staff with a keyboard, from the sign-in to a revoked link, in a real browser',
  { timeout: 120_000 },
  async (t) => {
    const service = await startService(t, await surroundings(t), { CONSOLE_SESSION_KEY: CONSOLE_KEY })
    const { newPage } = await browser(t)
    const page = await newPage({ viewport: { width: 320, height: 640 }, colorScheme: 'light' })
    const { faults } = watch(page, service.url)
    const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
    const press = async (role: 'link' | 'button', name: string) => {
      await page.getByRole(role, { name, exact: true }).focus()
      await page.keyboard.press('Enter')
    }
    const status = () => page.locator('.badges').textContent()

    /** The page is whole in either scheme, on a phone and on a desk. */
    async function isGood(what: string, shown: Page = page) {
      for (const colorScheme of ['dark', 'light'] as const) {
        await shown.emulateMedia({ colorScheme })
        t.strictSame(await axeFaults(shown), [], `${what}, ${colorScheme}`)
      }
      for (const width of [1280, 320]) {
        await shown.setViewportSize({ width, height: 640 })
        t.equal(await shown.evaluate('document.documentElement.scrollWidth'), width, `${what}, ${width} px`)
      }
    }

    await page.goto(`${service.url}/console`)
    await page.getByLabel('API key').fill(ADMIN_KEY)
    await page.keyboard.press('Enter')
    await heading('Clients')
    t.equal(new URL(page.url()).pathname, '/console/default/clients')
    await isGood('the empty list')

    await press('link', 'Invite a client')
    await heading('Invite a client')
    await press('button', 'Invite the client')
    await page.getByText('Name is required.').waitFor()
    t.equal(await page.locator(':focus').getAttribute('id'), 'name', 'the page begins at what is to be corrected')
    await isGood('the form with faults')
    await page.getByLabel('Name').fill(LONG)
    await page.getByLabel('Email address').fill(`${'a'.repeat(60)}@example.com`)
    await page.getByLabel('Country').selectOption({ label: 'Austria' })
    await press('button', 'Invite the client')
    await heading(LONG)
    t.match(await status(), /Link not opened yet/)
    await isGood('the page of the client, with its link')
    const link = (await page.locator('.secret code').textContent()) ?? ''

    const client = await newPage()
    await client.goto(`${service.url}/onboard${new URL(link).hash}${new URL(link).search}`)
    await client.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(client)

    await page.reload()
    t.match(await status(), /Link opened.*Details not submitted yet/s)
    t.notMatch(await page.content(), 'obt_', 'the link is not shown again')
    await press('link', '← Clients')
    await page.getByLabel('Search').fill('elektrizitäten')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\?q=elektrizit/)
    await isGood('the list that was searched')
    await page.getByText('Filter and sort').focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('Link', { exact: true }).selectOption({ label: 'Link opened' })
    await press('button', 'Show')
    await page.waitForURL(/status=in_progress/)
    await isGood('the list with filters')
    await press('link', LONG)
    await press('link', 'Revoke the link …')
    await heading(`Revoke the link of ${LONG}`)
    await isGood('the confirmation')
    await press('button', 'Revoke the link')
    await page.getByText('The link was revoked.').waitFor()
    t.match(await status(), /Link revoked/)
    await isGood('the page of the client, without a link')
    t.strictSame(faults, [])
  },
)
