import t from 'tap'
import { memoryMailer } from '../../src/adapters/memory/mailer.ts'
import { memoryApp } from '../support/memory-app.ts'

const mail = {
  id: 'mail-1',
  kind: 'link',
  asks: [],
  isPayable: false,
  locale: 'en',
  to: { name: 'Ada <script>alert(1)</script>', address: 'ada@example.com' },
  platformName: 'Acme & "Sons"',
  purpose: 'onboarding',
  link: 'https://app.example.com/onboard?a=1&token=obt_secret',
  expiresAt: new Date('2026-12-09T10:30:00.000Z'),
} as const

t.test('GET /dev/inbox/:key', async (t) => {
  const devInbox = { ...memoryMailer(), key: 'q8s5JmT0vXw2' }
  const { app } = await memoryApp(t, { devInbox })
  const look = (host = 'localhost:4242', key = devInbox.key, headers = {}) =>
    app.inject({ url: `/dev/inbox${key === '' ? '' : `/${key}`}`, headers: { host, ...headers } })

  t.test('says that there are no emails yet', async (t) => {
    t.match((await look()).body, /No emails yet/)
  })

  t.test('shows emails, newest first, with working links and without anything executable', async (t) => {
    await devInbox.sendLink(mail)
    await devInbox.sendLink({ ...mail, purpose: 'update' })
    const { statusCode, headers, body } = await look()
    t.equal(statusCode, 200)
    t.match(headers['content-type'], /^text\/html/)
    t.match(headers['content-security-policy'], /default-src 'none'/)
    t.ok(body.includes('<a href="https://app.example.com/onboard?a=1&#38;token=obt_secret">'))
    t.match(body, /Stripe needs a few more details from you<\/h2>.*Get set up to be paid/s)
    t.match(body, 'Ada &#60;script&#62;')
    t.match(body, 'Acme &#38; &#34;Sons&#34;')
    t.notMatch(body, /<script/)
  })

  t.test('shows an email as HTML, with the platform, a button, and nothing executable', async (t) => {
    t.match((await look()).body, `<a href="/dev/inbox/${devInbox.key}/mail-1">`)
    const { headers, body, statusCode } = await look('localhost', `${devInbox.key}/mail-1`)
    t.equal(statusCode, 200)
    t.match(headers['content-type'], /^text\/html/)
    t.match(headers['content-security-policy'], /^default-src 'none'; style-src 'unsafe-inline'; img-src https:/)
    t.match(body, /<meta name="viewport" content="width=device-width/)
    t.match(body, /<bdi>Acme &amp; &#34;Sons&#34;<\/bdi>/)
    t.match(body, /<a\s+href="https:\/\/app\.example\.com\/onboard\?a=1&amp;token=obt_secret"[^>]+>Open your link<\/a/)
    t.notMatch(body, /<script/)
    t.equal((await look('localhost', `${devInbox.key}/none`)).statusCode, 404)
    t.equal((await look('localhost', 'another/mail-1')).statusCode, 404)
    t.equal((await look('evil.example', `${devInbox.key}/mail-1`)).statusCode, 404)
  })

  t.test('is only for this machine, whatever the host name', async (t) => {
    for (const host of ['127.0.0.1:4242', '[::1]:4242', 'localhost']) t.equal((await look(host)).statusCode, 200, host)
    for (const host of ['evil.example', 'localhost.evil.example:4242'])
      t.equal((await look(host)).statusCode, 404, host)
  })

  t.test('is only for those who know its URL, whatever host name a proxy passes on', async (t) => {
    for (const host of ['127.0.0.1:4242', 'localhost', 'evil.example']) {
      for (const key of ['', 'q8s5JmT0vXw', 'Q8S5JMT0VXW2', 'undefined']) {
        for (const headers of [{}, { 'x-forwarded-host': 'localhost' }, { forwarded: 'host=localhost' }]) {
          t.equal((await look(host, key, headers)).statusCode, 404, `${host} ${key}`)
        }
      }
    }
  })
})

t.test('there is no inbox if emails are sent', async (t) => {
  const { app } = await memoryApp(t)
  t.match((await app.inject({ url: '/dev/inbox/q8s5JmT0vXw2', headers: { host: 'localhost' } })).json(), {
    code: 'NOT_FOUND',
  })
})
