import pg from 'pg'
import t from 'tap'
import { browser, pageAtStripe } from '../../support/browser.ts'
import { startDemo } from '../../support/demo-process.ts'
import { mailServer, secretIn } from '../../support/mail-server.ts'
import { startService, surroundings } from '../../support/service.ts'
import { startWorker, until } from '../../support/worker.ts'

t.test('a client with an expired link, in a real browser', { timeout: 60_000 }, async (t) => {
  const around = await surroundings(t)
  const mails = await mailServer(t)
  const service = await startService(t, around, mails.variables)
  await startWorker(t, around, mails.variables)
  const db = new pg.Client({ connectionString: around.databaseUrl })
  await db.connect()
  t.teardown(() => db.end())
  const { newPage } = await browser(t)
  const expire = (clientId: string) =>
    db.query(
      `update onboarding_tokens set issued_at = issued_at - interval '20 days', expires_at = issued_at where client_id = $1`,
      [clientId],
    )

  t.test('gets a new one by email, which leads to Stripe', async (t) => {
    const { clientId, token, email } = await service.invite()
    await expire(clientId)
    const page = await newPage()
    await page.goto(`${service.url}/onboard#token=${token}`)
    await page.getByRole('heading', { name: 'This link has expired' }).waitFor()
    await page.getByRole('button', { name: 'Send me a new link' }).click()
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor()
    t.equal(await page.getByRole('button').count(), 0, 'once is enough')
    t.notMatch(await page.textContent('body'), email, 'the page does not say whose address it is')

    await until('the mail comes', async () => mails.to(email).length === 1)
    const [mail] = mails.to(email)
    const next = await newPage()
    await next.goto(`${service.url}/onboard#token=${mail === undefined ? '' : secretIn(mail)}`)
    await next.getByRole('button', { name: 'Continue to Stripe' }).click()
    await pageAtStripe(next)
    t.match(await next.textContent('body'), /simulated Stripe/)

    await page.reload()
    await page.getByRole('heading', { name: 'This link no longer works' }).waitFor()
    t.notMatch(await page.textContent('main'), /Ada/, 'whose link it was is not shown any more')
    t.equal(await page.getByRole('button').count(), 0, 'the new link is in use')
  })

  t.test('gets there from the page that Stripe leads to', async () => {
    const { clientId, token } = await service.invite()
    const page = await newPage()
    await page.goto(`${service.url}/onboard#token=${token}`)
    await page.getByRole('button', { name: 'Continue to Stripe' }).waitFor()
    await expire(clientId)
    await page.goto(`${service.url}/onboarding-incomplete?status=expired`)
    await page.getByRole('heading', { name: 'This link has expired' }).waitFor()
    await page.getByRole('button', { name: 'Send me a new link' }).click()
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor()
  })

  t.test('sees a message when the service cannot be reached, and can retry', async (t) => {
    const { clientId, token } = await service.invite()
    await expire(clientId)
    const page = await newPage()
    await page.goto(`${service.url}/onboard#token=${token}`)
    await page.getByRole('button', { name: 'Send me a new link' }).waitFor()
    await page.context().setOffline(true)
    await page.getByRole('button').click()
    await page.getByRole('heading', { name: 'Connection failed' }).waitFor()
    await page.context().setOffline(false)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor()
    t.equal((await service.open(token)).status, 410)
  })
})

t.test('the demo shows the emails that it would have sent', { timeout: 60_000 }, async (t) => {
  const demo = await startDemo(t)
  const [inbox = ''] = /http:\S+\/dev\/inbox\/\S+/.exec(demo.output()) ?? []
  const { newPage } = await browser(t)
  const page = await newPage()
  await page.goto(inbox)
  t.match(await page.textContent('body'), /No emails yet/)

  const client = { name: 'Ada Lovelace', email: 'ada@example.com', sendEmail: true }
  t.equal((await demo.ask('POST', '/api/v1/clients', client)).status, 201)
  await until('the mail is there', async () => {
    await page.reload()
    return (await page.getByRole('article').count()) === 1
  })
  t.match(
    await page.getByRole('article').textContent(),
    /Get set up to be paid by Demo Platform.*to Ada Lovelace <ada@/s,
  )
  await page.getByRole('link', { name: /\/onboard#token=obt_/ }).click()
  await page.getByRole('button', { name: 'Continue to Stripe' }).click()
  await pageAtStripe(page)
  t.match(await page.textContent('body'), /simulated Stripe/)
})
