import t from 'tap'
import type { Locale } from '../../../src/domain/locale.ts'
import { LOCALES } from '../../../src/domain/locale.ts'
import { PAGE_WORDS } from '../../../src/pages/words.ts'
import { browser } from '../../support/browser.ts'
import { memoryApp } from '../../support/memory-app.ts'
import { PAGE_STATES, PREVIEW, type PageState } from '../../support/page-states.ts'
import { axeFaults, pageSite, visit, watch } from '../../support/page-visits.ts'

const { supportEmail, color, platformName } = PREVIEW
const PHONE = { width: 320, height: 640 }
const DESK = { width: 1280, height: 800 }
const MOST_BYTES = 100_000
const WIDTH = 'document.documentElement.scrollWidth'

t.test('the pages that clients see, in a real browser', { timeout: 240_000 }, async (t) => {
  const site = await pageSite(t)
  const { origin, logo } = site
  const { app, invite } = await memoryApp(t, { supportEmail, logo, color, platformName })
  await site.serve(app)
  const { token: link } = await invite()
  const { newPage } = await browser(t)
  const to = (name: string): PageState => {
    const found = PAGE_STATES.find((state) => state.name === name)
    if (found === undefined) throw new Error(`no state ${name}`)
    return found
  }

  for (const [locale, viewport, colorScheme, examined] of [
    ['en', PHONE, 'light', 0],
    ['de', DESK, 'dark', 1],
  ] as const) {
    t.test(`every state is whole: ${locale}, ${viewport.width} px, ${colorScheme}`, async (t) => {
      const page = await newPage({ viewport, colorScheme, locale })
      const { faults, bytes } = watch(page, origin)
      for (const [n, state] of PAGE_STATES.entries()) {
        await visit(page, { site, state, locale, link })
        const heading = state.heading(PAGE_WORDS[locale])
        t.equal(await page.title(), `${heading} – Acme`, state.name)
        t.equal(await page.evaluate('document.documentElement.lang'), locale, state.name)
        t.equal(await page.evaluate(WIDTH), viewport.width, `${state.name}: nothing is cut off`)
        t.equal(await page.getByRole('button').count(), Number(state.button ?? 0), `${state.name}: what can be clicked`)
        const start = page.getByRole('link', { name: PAGE_WORDS[locale].start.ask.title, exact: true })
        const address = `${origin}/start?platform=default&locale=${locale}`
        t.equal(await start.count(), Number(state.offersStart === true), `${state.name}: whether a link can be had`)
        if (state.offersStart === true)
          t.equal(await page.evaluate(`document.querySelector('#start a').href`), address, state.name)
        t.match(await page.innerText('body'), /Acme.*help@example\.com/s, `${state.name}: who it is, and whom to ask`)
        // The slow part: half of the states in each colour scheme.
        if (n % 2 === examined) t.strictSame(await axeFaults(page), [], state.name)
        const taken = bytes()
        t.ok(taken > 0 && taken < MOST_BYTES, `${state.name}: small`)
      }
      t.strictSame(faults, [])
    })
  }

  t.test('a page speaks the language of its client, whatever that of the browser is', async (t) => {
    const page = await newPage({ viewport: PHONE, locale: 'en' })
    for (const locale of LOCALES) {
      for (const name of [
        'a new link',
        'the country',
        'an expired link without emails',
        'terms that were not accepted',
      ]) {
        await visit(page, { site, state: to(name), locale, link })
        const { frame, country } = PAGE_WORDS[locale]
        const [question = ''] = frame.questions.split('{')
        const text = await page.innerText('body')
        t.match(text, frame.detailsAtStripe, `${locale} ${name}`)
        t.match(text, question)
        t.notMatch(text, /\{\w+\}|undefined|null/)
        t.equal(await page.evaluate(WIDTH), PHONE.width)
        if (name === 'the country') t.equal(await page.getByLabel(country.label).count(), 1)
      }
    }
    const names: Readonly<Record<Locale, string>> = {
      ...{ en: 'Germany', de: 'Deutschland', fr: 'Allemagne', es: 'Alemania', it: 'Germania', 'pt-BR': 'Alemanha' },
    }
    for (const locale of ['pt-BR', 'fr'] as const) {
      await visit(page, { site, state: to('the country'), locale, link })
      t.equal(await page.locator('option[value=DE]').textContent(), names[locale])
    }
  })

  t.test('names of any kind stay names', async (t) => {
    const page = await newPage({ viewport: PHONE })
    const { faults } = watch(page, origin)
    for (const name of [
      'אדה לאבלייס (בע״מ)',
      'W'.repeat(200),
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '{platform}',
    ]) {
      for (const state of ['a new link', 'an update', 'an unfit country']) {
        await visit(page, { site, state: to(state), locale: 'en', link }, { clientName: name, platformName: name })
        t.equal(await page.locator('#platform').textContent(), name)
        t.equal(await page.locator('#text bdi').first().textContent(), name, 'isolated, as it was entered')
        t.equal(await page.evaluate(WIDTH), PHONE.width, name)
      }
    }
    t.strictSame(faults, [])
  })

  t.test('a page whose platform the link names takes on its colour and logo', async (t) => {
    const neutral = await memoryApp(t, { platformName: 'Other' })
    const page = await newPage()
    const other = await pageSite(t)
    await other.serve(neutral.app)
    await visit(page, { site: other, state: to('a new link'), locale: 'en', link }, { logo })
    t.equal(await page.getByAltText('').first().getAttribute('src'), logo)
    await page.waitForFunction(`getComputedStyle(document.getElementById('go')).backgroundColor === 'rgb(255, 238, 0)'`)
  })

  t.test('everything can be done with the keyboard, and the focus is seen and never lost', async (t) => {
    const page = await newPage({ viewport: PHONE })
    await visit(page, { site, state: to('a replaced link'), locale: 'en', link })
    await page.route(/request-new-link$/, (route) => route.fulfill({ status: 202, json: { accepted: true } }))
    await page.keyboard.press('Tab')
    t.equal(await page.locator(':focus').getAttribute('id'), 'go')
    t.equal(await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`), 'solid')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: PAGE_WORDS.en.newLink.title }).waitFor()
    t.equal(
      await page.locator(':focus').getAttribute('id'),
      'title',
      'a button that goes away leaves the focus to the title',
    )
    t.equal(await page.getByRole('main').getAttribute('aria-live'), 'polite')
  })

  t.test('a browser without JavaScript is told so, at once and in its language', async (t) => {
    const page = await newPage({ javaScriptEnabled: false, locale: 'de', viewport: PHONE })
    await page.goto(`${origin}/onboard#token=${link}`)
    const { noScript, checking } = PAGE_WORDS.de.plain
    t.equal(await page.getByRole('heading', { name: noScript.title }).isVisible(), true)
    t.equal(await page.getByText(checking.text).isVisible(), false)
    t.match(await page.innerText('main'), /help@example\.com/)
  })
})
