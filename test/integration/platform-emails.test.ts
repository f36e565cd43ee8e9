import t from 'tap'
import { mailServer } from '../support/mail-server.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'
import { ACME, BAZAAR, platformsFile } from '../support/two-platforms.ts'
import { startWorker, until } from '../support/worker.ts'

t.test('an email has the sender, the name and the link of its platform', async (t) => {
  const around = await surroundings(t)
  const mails = await mailServer(t)
  const file = await platformsFile(t, [ACME, { ...BAZAAR, mailFrom: 'hello@bazaar.example' }])
  const variables = { ...file.variables, SMTP_URL: mails.url }
  const { call } = await startService(t, around, variables)
  await startWorker(t, around, variables)
  for (const platform of ['acme', 'bazaar']) {
    const client = { name: 'Ada Lovelace', email: 'ada@example.com', sendEmail: true }
    const headers = { authorization: `Bearer ${ADMIN_KEY}`, platform }
    const { status, text } = await call('POST', '/api/v1/clients', client, headers)
    t.equal(status, 201, text)
  }
  await until('both have arrived', async () => mails.to('ada@example.com').length === 2)
  const sent = mails.to('ada@example.com').map(({ mail }) => ({
    from: mail.from?.value,
    subject: mail.subject,
    host: /https?:\/\/\S+?(?=\/onboard)/.exec(mail.text ?? '')?.[0],
    names: ['Acme', 'Bazaar'].filter((name) => mail.text?.includes(name)),
  }))
  const expected = (name: string, address: string, host: string) => ({
    from: [{ name, address }],
    subject: `Get set up to be paid by ${name}`,
    host,
    names: [name],
  })
  t.strictSame(
    sent.toSorted((a, b) => (a.host ?? '').localeCompare(b.host ?? '')),
    [
      expected('Bazaar', 'hello@bazaar.example', 'http://bazaar.localhost:4242'),
      expected('Acme', 'onboarding@acme.example', 'http://localhost:4242'),
    ],
  )
})
