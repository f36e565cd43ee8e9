import type { Test } from 'tap'
import type { LinkMail, Mailer } from '../../src/ports/mailer.ts'

/** A mail as it has arrived. */
interface Arrived {
  readonly id: string
  readonly to: readonly { readonly name: string; readonly address: string }[]
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface World {
  readonly mailer: Mailer
  /** Oldest first. */
  arrived(): Promise<readonly Arrived[]>
}

const LINK = `https://app.example.com/onboard?a=1&token=obt_${'x'.repeat(49)}`

const mail = (parts: Partial<LinkMail> = {}): LinkMail => ({
  id: crypto.randomUUID(),
  kind: 'link',
  asks: [],
  isPayable: false,
  locale: 'en',
  to: { name: 'Ada Lovelace', address: 'ada@example.com' },
  platformName: 'Acme',
  purpose: 'onboarding',
  link: LINK,
  expiresAt: new Date('2026-12-09T10:30:00.000Z'),
  ...parts,
})

/** What every mailer does. */
export function mailerContract(t: Test, name: string, open: (t: Test) => Promise<World>): void {
  t.test(`${name}: an email`, async (t) => {
    const { mailer, arrived } = await open(t)
    const last = async (): Promise<Arrived> => {
      const mail = (await arrived()).at(-1)
      if (mail === undefined) throw new Error('nothing has arrived')
      return mail
    }

    t.test('contains the client, the platform, the purpose and the expiry', async (t) => {
      await mailer.sendLink(mail())
      const { to, subject, text, html } = await last()
      t.strictSame(to, [{ name: 'Ada Lovelace', address: 'ada@example.com' }])
      t.equal(subject, 'Get set up to be paid by Acme')
      for (const part of [text, html]) {
        t.match(part, /Hello (<bdi>)?Ada Lovelace(<\/bdi>)?,/)
        t.match(part, /Acme pays you through Stripe/)
        t.match(part, /Have your bank details and an identity document ready/)
        t.match(part, /The link works until 9 December 2026 at 10:30 UTC/)
      }
    })

    t.test('isolates the name in HTML, because it may be written from right to left', async (t) => {
      await mailer.sendLink(mail({ to: { name: 'אדה', address: 'ada@example.com' } }))
      t.match((await last()).html, 'Hello <bdi>אדה</bdi>,')
    })

    t.test('holds the link whole, to read and to click', async (t) => {
      await mailer.sendLink(mail())
      const { text, html } = await last()
      t.ok(text.split('\n').includes(LINK))
      t.ok(html.includes(`href="${LINK.replace('&', '&amp;')}"`))
    })

    t.test('says in one that details were submitted and that more is needed', async (t) => {
      const submittedAt = new Date('2026-12-01T08:00:00.000Z')
      await mailer.sendLink(mail({ kind: 'action_required', purpose: 'update', submittedAt }))
      const { subject, text, html } = await last()
      t.match(subject, /submitted.*something more/)
      for (const part of [text, html]) {
        t.match(part, /Your details were submitted to Stripe on 1 December 2026 at 08:00 UTC/)
        t.match(part, /Payments to you are on hold/)
        t.match(part, /Contact Acme immediately/, 'because it may have been someone else')
      }
      await mailer.sendLink(mail({ kind: 'action_required', purpose: 'update' }))
      t.notMatch((await last()).text, /submitted/)
    })

    t.test('for an update says so', async (t) => {
      await mailer.sendLink(mail({ purpose: 'update' }))
      const { subject, text } = await last()
      t.equal(subject, 'Acme: Stripe needs a few more details from you')
      t.match(text, /To continue, Stripe needs a few more details/)
    })

    t.test('has the same id when it is sent again, and no other email has it', async (t) => {
      const [first, second] = [mail(), mail()]
      for (const sent of [first, first, second]) await mailer.sendLink(sent)
      const ids = (await arrived()).slice(-3).map(({ id }) => id)
      t.strictSame(ids, [first.id, first.id, second.id])
    })

    t.test('goes to one address, whatever the names contain', async (t) => {
      const names = [
        'Ada, Bob <bob@example.com>',
        '"Ada" <ada@example.org>; bob@example.com',
        'Ada\r\nBcc: bob@example.com',
        'Zoë 💶 ' + 'x'.repeat(180),
      ]
      for (const name of names) {
        await mailer.sendLink(mail({ to: { name, address: 'ada@example.com' }, platformName: name }))
        const { to, subject } = await last()
        t.strictSame(
          to.map(({ address }) => address),
          ['ada@example.com'],
          name,
        )
        t.ok(subject.startsWith('Get set up to be paid by '), name)
      }
    })

    t.test('shows markup in names as the text that it is', async (t) => {
      const name = '<script>alert("1")</script> & <img src=x>'
      await mailer.sendLink(mail({ to: { name, address: 'ada@example.com' }, platformName: name }))
      const { html, text } = await last()
      t.notMatch(html, /<script|<img/)
      t.match(html, '&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; &amp; &lt;img src=x&gt;')
      t.ok(text.includes(name))
    })
  })
}
