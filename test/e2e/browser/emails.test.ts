import t from 'tap'
import { allSamples } from '../../../src/emails/samples.ts'
import { builtInEmails } from '../../../src/emails/render.ts'
import { PAGE_WORDS } from '../../../src/pages/words.ts'
import { asAdmin, memoryApp } from '../../support/memory-app.ts'
import { browser } from '../../support/browser.ts'

t.test('emails in a real browser', { timeout: 120_000 }, async (t) => {
  const { newPage } = await browser(t)
  const branding = { color: '#ffcc00', supportEmail: `${'x'.repeat(60)}@example.com` }
  const all = allSamples({ platformName: 'Donaudampfschifffahrtsgesellschaft'.repeat(2), branding })
  // One with everything that an email can contain, and one without a link.
  const light = all.filter(({ kind }) => kind === 'reminder' || kind === 'second_browser')
  const dark = light.filter(({ locale }) => locale === 'de')

  for (const [colorScheme, samples] of [
    ['light', light],
    ['dark', dark],
  ] as const) {
    t.test(`fit narrow screens, run nothing and isolate names, in each language, ${colorScheme}`, async (t) => {
      const page = await newPage({ colorScheme })
      page.on('dialog', () => t.fail('a script ran'))
      for (const content of samples) {
        const what = `${content.kind} ${content.locale} ${content.greeting.name}`
        await page.setContent(builtInEmails.of(content).html)
        for (const width of [320, 390]) {
          await page.setViewportSize({ width, height: 800 })
          t.equal(await page.evaluate('document.documentElement.scrollWidth'), width, what)
        }
        t.equal(await page.locator('script').count(), 0)
        const isolated = page.locator('bdi', { hasText: content.greeting.name }).last()
        t.equal(await isolated.textContent(), content.greeting.name, what)
        t.equal(
          await page.evaluate(`getComputedStyle([...document.querySelectorAll('bdi')].at(-1)).unicodeBidi`),
          'isolate',
        )
      }
      const colors = () => page.evaluate(`getComputedStyle(document.querySelector('h1')).color`)
      t.equal(await colors(), colorScheme === 'dark' ? 'rgb(236, 239, 244)' : 'rgb(27, 31, 38)')
    })
  }

  t.test(
    'the link in the foot of a reminder leads to a page whose buttons stop reminders, and resume them',
    async (t) => {
      const { app, store, mails, invite } = await memoryApp(t)
      const origin = await app.listen({ host: '127.0.0.1', port: 0 })
      const { clientId, tokenId } = await invite({ locale: 'it' })
      store.emails.push({ kind: 'reminder', tokenId })
      const { html = '' } = (await mails()).at(-1) ?? {}
      const page = await newPage()
      await page.setContent(html.replaceAll('https://api.example.com', origin))
      await page.locator('a').last().click()
      const reminders = async () =>
        (await app.inject({ url: `/api/v1/clients/${clientId}`, headers: asAdmin })).json().client.reminders as string
      const { ask, stopped, resumed } = PAGE_WORDS.it.reminders
      await page.getByRole('heading', { name: ask.title }).waitFor()
      t.equal(await reminders(), 'on')
      await page.getByRole('button', { name: ask.button }).click()
      await page.getByRole('heading', { name: stopped.title }).waitFor()
      t.equal(await reminders(), 'off')
      await page.getByRole('button', { name: stopped.button }).click()
      await page.getByRole('heading', { name: resumed.title }).waitFor()
      t.equal(await reminders(), 'on')
    },
  )
})
