import t from 'tap'
import { memoryMailer } from '../../src/adapters/memory/mailer.ts'
import { mailerContract } from './mailer.ts'

mailerContract(t, 'memory', async () => {
  const mailer = memoryMailer()
  return { mailer, arrived: async () => mailer.mails().map((mail) => ({ ...mail, to: [mail.to] })) }
})

t.test('only the latest hundred emails are stored', async (t) => {
  const mailer = memoryMailer()
  const link = (n: number) => `https://app.example.com/onboard?token=${n}`
  for (let n = 1; n <= 101; n += 1) {
    await mailer.sendLink({
      id: String(n),
      kind: 'link',
      asks: [],
      isPayable: false,
      locale: 'en',
      to: { name: 'Ada', address: 'ada@example.com' },
      platformName: 'Acme',
      purpose: 'onboarding',
      link: link(n),
      expiresAt: new Date(),
    })
  }
  t.equal(mailer.mails().length, 100)
  t.equal(mailer.mails()[0]?.link, link(2))
})
