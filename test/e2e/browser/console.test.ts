import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { Webhook } from 'standardwebhooks'
import t, { type Test } from 'tap'
import { apiKeysIn } from '../../support/api-keys.ts'
import { browser } from '../../support/browser.ts'
import { CONSOLE_KEY } from '../../support/console.ts'
import { axeFaults, watch } from '../../support/page-visits.ts'
import { startService, surroundings } from '../../support/service.ts'
import { startWorker, until } from '../../support/worker.ts'

/** A receiver that answers as it is told to, and verifies with the secret that it was told. */
async function receiver(t: Test) {
  const got: { readonly id: string; readonly type: string; readonly isSigned: boolean }[] = []
  const own = { status: 503, secret: '' }
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request)
      const headers = request.headers as Record<string, string>
      const isSigned = (secret: string) => {
        try {
          return new Webhook(secret).verify(body, headers) !== undefined
        } catch {
          return false
        }
      }
      got.push({ id: headers['webhook-id'] ?? '', type: JSON.parse(body).type, isSigned: isSigned(own.secret) })
      response.writeHead(own.status).end(own.status === 204 ? undefined : 'closed for today')
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { own, got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks` }
}

t.test('the console, in a real browser', { timeout: 120_000 }, async (t) => {
  const around = await surroundings(t)
  const variables = { ALLOW_PRIVATE_RECEIVERS: 'on', CONSOLE_SESSION_KEY: CONSOLE_KEY }
  const service = await startService(t, around, variables)
  await startWorker(t, around, variables)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 1 })
  t.teardown(() => db.end())
  const there = await receiver(t)
  const { secret: key } = await apiKeysIn(t, around.databaseUrl).create('webhooks:manage')
  const { newPage } = await browser(t)
  const page = await newPage()
  const watched = watch(page, service.url)
  const list = `${service.url}/console/default/webhook-endpoints`
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
  const focused = () => page.locator(':focus')
  const shown = async () => (await page.locator('.secret code').textContent()) ?? 'none'
  const endpoints = async () => (await db.query(`select secret_version from webhook_endpoints`)).rows

  /** Whether all staff can use the page: on a phone, in the dark, with a screen reader. */
  async function isForAll(t: Test, what: string) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      t.strictSame(await axeFaults(page), [], `${what}, ${colorScheme}`)
    }
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor')
    t.equal(background, 'rgb(18, 21, 28)', `${what} is dark`)
    await page.setViewportSize({ width: 320, height: 640 })
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, `${what} fits a phone`)
    await page.setViewportSize({ width: 1280, height: 800 })
  }

  t.test('is signed in to with the keyboard', async (t) => {
    await page.goto(list)
    await heading('Sign in to the console')
    await isForAll(t, 'the sign-in')
    await page.keyboard.press('Tab')
    t.equal(await focused().textContent(), 'Skip to the content')
    t.ok(await focused().isVisible())
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.type('not the key')
    await page.keyboard.press('Enter')
    await page.getByText('This key is not valid').waitFor()
    t.equal(await focused().getAttribute('id'), 'key', 'what is to be corrected has the focus')
    t.equal(await focused().inputValue(), '')
    await isForAll(t, 'the refused sign-in')
    await page.keyboard.type(key)
    await page.keyboard.press('Enter')
    await heading('Webhook endpoints')
    t.equal(page.url(), list)
    await isForAll(t, 'the empty list')
  })

  t.test('adds an endpoint, and shows its secret once', async (t) => {
    await page.getByLabel('URL').focus()
    await page.keyboard.type('nonsense')
    await page.keyboard.press('Enter')
    await page.getByText('The URL must be').waitFor()
    t.equal(await focused().getAttribute('id'), 'url')
    await page.goto(list)
    await page.getByLabel('URL').fill(there.url)
    await page.getByLabel('URL').focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    t.ok(await page.getByRole('checkbox', { name: 'client.invited' }).isChecked())
    await button('Add the endpoint').press('Enter')
    await heading(there.url)
    there.own.secret = await shown()
    t.match(there.own.secret, /^whsec_/)
    await isForAll(t, 'the secret')
    await page.reload()
    t.equal(await page.locator('.secret').count(), 0)
    await page.goBack()
    await page.goForward()
    t.equal(await page.locator('.secret').count(), 0)
    t.equal((await endpoints()).length, 1)
  })

  t.test('shows a delivery that failed, and the same one when it is delivered and sent again', async (t) => {
    const { clientId } = await service.invite()
    await until('it was tried', async () => there.got.length > 0)
    await until('the answer is stored', async () => {
      await page.reload()
      // The page reads the endpoint before its deliveries, so it may show the answer first.
      const seen = [page.getByText('closed for today'), page.getByText('On, failing')]
      return (await Promise.all(seen.map((each) => each.count()))).every((count) => count === 1)
    })
    t.match(await page.locator('.records').textContent(), new RegExp(`Waiting.*${clientId}.*Next attempt.*503`, 's'))
    await page.getByText('The body that is sent').click()
    t.match(await page.locator('details pre').textContent(), `"clientId": "${clientId}"`)
    await isForAll(t, 'the delivery that failed')

    there.own.status = 204
    await until('it is delivered', async () => {
      // As if the pause before the next attempt were over.
      const due = `update deliveries set next_attempt_at = clock_timestamp() where status = 'waiting' and not is_sending`
      await db.query(due)
      await page.reload()
      return (await page.locator('.records .badge', { hasText: 'Delivered' }).count()) === 1
    })
    const { length } = there.got
    await button(/^Send again client\.invited/).click()
    await page.getByText('The event is sent again').waitFor()
    await until('it is there again', async () => there.got.length > length)
    t.equal(new Set(there.got.map(({ id }) => id)).size, 1)
    t.ok(there.got.every(({ isSigned, type }) => isSigned && type === 'client.invited'))
  })

  t.test('switches the endpoint off and on, and what waited is sent', async (t) => {
    await button('Switch off').click()
    await page.getByText('The endpoint is off.').waitFor()
    const { length } = there.got
    await service.invite()
    await isForAll(t, 'an endpoint that is off')
    await button('Switch on').click()
    await page.getByText('The endpoint is on.').waitFor()
    await until('it is there', async () => there.got.length > length)
  })

  t.test('makes one new secret, however often the button is pressed, and both sign', async (t) => {
    await page.getByRole('link', { name: 'New secret' }).click()
    await heading('New secret')
    await isForAll(t, 'the question for a new secret')
    await button('Make a new secret').dblclick()
    await heading(there.url)
    t.match(await page.locator('.notice').textContent(), /signs as well until \d+ \w{3,4} \d{4}, [\d:]{8} UTC/)
    const secret = await shown()
    t.not(secret, there.own.secret)
    t.strictSame(await endpoints(), [{ secret_version: 2 }])
    for (const each of [there.own.secret, secret]) {
      there.own.secret = each
      const { length } = there.got
      await service.invite()
      await until('it is there', async () => there.got.length > length)
      t.ok(there.got.at(-1)?.isSigned)
    }
  })

  t.test('sends all events since a time again', async () => {
    const waiting = async () => (await db.query(`select from deliveries where status <> 'delivered'`)).rows.length
    await until('all answers are stored', async () => (await waiting()) === 0)
    const { length } = there.got
    await page.getByLabel('Since (UTC)').fill('2026-01-01T00:00')
    await page.getByRole('region', { name: 'Send all events since a time again' }).getByRole('button').click()
    await page.getByText('4 events are sent again, oldest first.').waitFor()
    await until('they are there', async () => there.got.length >= length + 4)
  })

  t.test('removes the endpoint after a question, and signs out', async (t) => {
    await page.getByRole('link', { name: 'Remove' }).click()
    await heading('Remove the endpoint?')
    await isForAll(t, 'the question')
    await page.getByRole('link', { name: 'Cancel' }).click()
    await heading(there.url)
    t.equal((await endpoints()).length, 1)
    await page.getByRole('link', { name: 'Remove' }).click()
    await button('Remove the endpoint').click()
    await page.getByText('was removed.').waitFor()
    t.equal((await endpoints()).length, 0)
    await button('Sign out').click()
    await page.getByText('You have signed out').waitFor()
    await page.goto(list)
    await heading('Sign in to the console')
    t.strictSame(watched.faults, [], 'and nothing was wrong all the way')
  })
})
