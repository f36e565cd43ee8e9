import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import t from 'tap'
import { createLog } from '../../src/observability/log.ts'
import { smtpMailer } from '../../src/adapters/mail/smtp-mailer.ts'
import { MailError, type LinkMail } from '../../src/ports/mailer.ts'
import { mailServer } from '../support/mail-server.ts'
import { mailerContract } from './mailer.ts'

const FROM = 'onboarding@platform.example'

const mail: LinkMail = {
  id: '00000000-0000-4000-8000-000000000001',
  kind: 'link',
  asks: [],
  isPayable: false,
  locale: 'en',
  to: { name: 'Ada Lovelace', address: 'ada@example.com' },
  platformName: 'Acme',
  purpose: 'onboarding',
  link: 'https://app.example.com/onboard#token=obt_secret',
  expiresAt: new Date('2026-12-09T10:30:00.000Z'),
}

mailerContract(t, 'smtp', async (t) => {
  const { url, received } = await mailServer(t)
  return {
    mailer: smtpMailer({ url, from: FROM }),
    arrived: async () =>
      received.map(({ mail }) => ({
        id: (mail.messageId ?? '').replace(/^<(.*)@platform\.example>$/, '$1'),
        to: [mail.to ?? []].flat().flatMap(({ value }) => value.map(({ name, address = '' }) => ({ name, address }))),
        subject: mail.subject ?? '',
        text: mail.text ?? '',
        html: mail.html || '',
      })),
  }
})

t.test('the envelope and the headers', async (t) => {
  const { url, received } = await mailServer(t)
  await smtpMailer({ url, from: FROM }).sendLink(mail)
  const [arrived] = received
  t.strictSame(arrived?.recipients, ['ada@example.com'])
  t.match(arrived?.mail.from?.value, [{ name: 'Acme', address: FROM }])
  t.equal(arrived?.mail.headers.get('auto-submitted'), 'auto-generated', 'so that no out-of-office reply is sent')
  t.equal(arrived?.mail.headers.get('x-mailer'), undefined)
  t.equal(arrived?.mail.attachments.length, 0)
})

t.test('a reminder can be unsubscribed from by one click, and no other email can', async (t) => {
  const { url, received } = await mailServer(t)
  const mailer = smtpMailer({ url, from: FROM })
  const stopLink = `https://api.example.com/stop-reminders?token=obs_${'x'.repeat(49)}`
  await mailer.sendLink({ ...mail, kind: 'reminder', stopLink })
  await mailer.sendLink(mail)
  const [reminder, other] = received.map(({ raw }) => raw.split('\r\n\r\n')[0]?.replaceAll('\r\n ', ' '))
  t.match(reminder, `\r\nList-Unsubscribe: <${stopLink}>\r\n`)
  t.match(reminder, '\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n')
  t.notMatch(other, /^List-/m)
})

t.test('line breaks in names make no headers of their own', async (t) => {
  const { url, received } = await mailServer(t)
  const name = 'Ada\r\nX-Evil: 1\r\n\r\nbody'
  await smtpMailer({ url, from: FROM }).sendLink({ ...mail, to: { ...mail.to, name }, platformName: name })
  t.equal(received[0]?.mail.headers.has('x-evil'), false)
  t.notMatch(received[0]?.raw.split('\r\n\r\n')[0], /^(X-Evil|body)/m)
})

t.test('an address that is more than one is refused, and nothing is sent', async (t) => {
  const { url, received } = await mailServer(t)
  const mailer = smtpMailer({ url, from: FROM })
  for (const address of ['ada@example.com>\r\nRCPT TO:<bob@example.com', 'ada@example.com, bob@example.com', '']) {
    await t.rejects(mailer.sendLink({ ...mail, to: { name: 'Ada', address } }), MailError, JSON.stringify(address))
  }
  t.equal(received.length, 0)
})

t.test('a server that fails', async (t) => {
  t.test('for a while makes it throw, and the next try succeeds', async (t) => {
    const server = await mailServer(t)
    const mailer = smtpMailer({ url: server.url, from: FROM })
    server.fail('451 4.3.0 try again later', '550 5.7.1 no mail for ada@example.com with obt_secret')
    await t.rejects(mailer.sendLink(mail), { name: 'MailError', code: 'EMESSAGE 451' })
    await t.rejects(mailer.sendLink(mail), { name: 'MailError', code: 'EMESSAGE 550' })
    t.equal(server.received.length, 0)
    await mailer.sendLink(mail)
    t.equal(server.received.length, 1)
  })

  t.test('refuses a recipient for good only by a reply that says so of the address', async (t) => {
    const server = await mailServer(t)
    const mailer = smtpMailer({ url: server.url, from: FROM })
    const isFinal = { '550 5.1.1 no such mailbox': true, '450 4.2.0 greylisted': false, '550 5.7.1 blocked': false }
    for (const [answer, refusesRecipient] of Object.entries(isFinal)) {
      server.refuse(answer)
      await t.rejects(mailer.sendLink(mail), { name: 'MailError', refusesRecipient }, answer)
    }
  })

  t.test('leaves the email out of the error, and its reply out of the log', async (t) => {
    const server = await mailServer(t)
    server.fail('550 5.7.1 <ada@example.com> must not get https://app.example.com/onboard#token=obt_secret')
    const error = await smtpMailer({ url: server.url, from: FROM })
      .sendLink(mail)
      .catch((error: unknown) => error)
    t.ok(error instanceof MailError)
    t.notMatch((error as MailError).message, /\bada\b|obt_/)
    let written = ''
    createLog('info', { write: (line: string) => void (written += line) }).warn({ err: error }, 'not sent')
    t.match(written, /EMESSAGE 550/)
    t.notMatch(written, /ada@|obt_secret|app\.example/)
  })

  t.test('by refusing the connection makes it throw', async (t) => {
    const server = await mailServer(t)
    await server.down()
    await t.rejects(smtpMailer({ url: server.url, from: FROM }).sendLink(mail), { code: /ECONN|ESOCKET/ })
  })

  t.test('by saying nothing makes it throw before long', async (t) => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    t.teardown(() => silent.close())
    const url = `smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`
    const begin = performance.now()
    await t.rejects(smtpMailer({ url, from: FROM }).sendLink(mail), { code: 'ETIMEDOUT' })
    t.ok(performance.now() - begin < 15_000)
  })
})

t.test('a server without TLS, where it is required, gets neither the password nor the email', async (t) => {
  const heard: string[] = []
  const plain = createServer((socket) => {
    socket.on('error', () => {})
    socket.write('220 mail.example ESMTP\r\n')
    socket.on('data', (bytes) => {
      heard.push(bytes.toString())
      const isGreeting = bytes.toString().startsWith('EHLO')
      socket.write(isGreeting ? '250-mail.example\r\n250 AUTH PLAIN LOGIN\r\n' : '502 not implemented\r\n')
    })
  }).listen(0, '127.0.0.1')
  await once(plain, 'listening')
  t.teardown(() => plain.close())
  const url = `smtp://ada:hunter2@127.0.0.1:${(plain.address() as AddressInfo).port}?requireTLS=true`
  await t.rejects(smtpMailer({ url, from: FROM }).sendLink(mail), { name: 'MailError', code: 'ETLS 502' })
  t.match(heard.join(''), /^EHLO [^\r]+\r\nSTARTTLS\r\n/)
  t.notMatch(heard.join(''), /AUTH|MAIL FROM|hunter2|obt_/)
})
