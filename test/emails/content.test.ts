import t from 'tap'
import { LOCALES, type Locale } from '../../src/domain/locale.ts'
import type { LinkKind, NoticeKind } from '../../src/domain/onboarding-event.ts'
import { builtInEmails } from '../../src/emails/render.ts'
import { WORDS } from '../../src/emails/words.ts'
import type { LinkMail, Notice } from '../../src/ports/mailer.ts'
import { textColorOn } from '../../src/shared/text-color.ts'

const to = { name: 'Ada Lovelace', address: 'ada@example.com' }

const link = (locale: Locale, kind: LinkKind, parts: Partial<LinkMail> = {}) =>
  builtInEmails.link({
    ...{ id: '1', to, platformName: 'Acme', locale, kind, purpose: 'update', isPayable: true },
    link: 'https://app.example.com/onboard#token=obt_1',
    expiresAt: new Date('2026-12-09T10:30:00Z'),
    deadline: new Date('2026-12-01T00:00:00Z'),
    asks: [{ what: 'X1', from: 'client', due: 'now', by: new Date('2026-12-01T00:00:00Z'), error: 'X2.' }],
    ...parts,
  })

const notice = (locale: Locale, kind: NoticeKind, parts: Partial<Notice> = {}) =>
  builtInEmails.notice({
    id: '1',
    to,
    platformName: 'Acme',
    locale,
    kind,
    at: new Date('2026-12-09T10:30:00Z'),
    ...parts,
  })

t.test('each kind of email is complete in each language: nothing is left to be filled in', async (t) => {
  for (const locale of LOCALES) {
    const emails = [
      ...(['link', 'action_required', 'deadline', 'reminder'] as const).map((kind) => link(locale, kind)),
      link(locale, 'link', { purpose: 'onboarding' }),
      link(locale, 'action_required', { isPayable: false }),
      link(locale, 'action_required', { submittedAt: new Date('2026-11-30T09:00:00Z') }),
      ...(['second_browser', 'completed', 'done'] as const).map((kind) => notice(locale, kind)),
    ]
    t.equal(new Set(emails.map(({ subject, text }) => subject + text)).size, emails.length, 'each says something else')
    for (const { subject, text, html } of emails) {
      for (const part of [subject, text, html]) {
        t.notMatch(part, /\{\w+\}|\{\{|undefined|\[object/, `${locale} ${subject}`)
        t.match(part, 'Acme')
      }
      t.match(html, `<html lang="${locale}"`)
      t.match(text, 'Ada Lovelace')
    }
  }
})

t.test('dates are written as the language of the client writes them', async (t) => {
  const dates: Record<Locale, string> = {
    en: '9 December 2026 at 10:30',
    de: '9. Dezember 2026 um 10:30',
    fr: '9 décembre 2026 à 10:30',
    es: '9 de diciembre de 2026',
    it: '9 dicembre 2026',
    'pt-BR': '9 de dezembro de 2026',
  }
  for (const locale of LOCALES) {
    t.match(link(locale, 'link').text, dates[locale])
    t.match(notice(locale, 'completed').text, dates[locale])
  }
})

t.test('what is asked for stands in both parts, with the date and what was wrong', async (t) => {
  const { text, html } = link('de', 'deadline')
  t.match(text, /^- X1 \(bis 1\. Dezember 2026 um 00:00 UTC\): X2\.$/m)
  t.match(html, /<li[^>]*>\s*X1 \(bis 1\. Dezember 2026 um 00:00 UTC\): X2\.\s*<\/li>/)
})

t.test('a reminder has a link that stops reminders at its end, and no other email has one', async (t) => {
  const stopLink = 'https://api.example.com/stop-reminders?token=obs_1'
  for (const locale of LOCALES) {
    const { text, html } = link(locale, 'reminder', { stopLink })
    t.ok(text.endsWith(`\n${WORDS[locale].stop}\n${stopLink}\n`), locale)
    t.match(html, `>${WORDS[locale].stop}</a>`)
    t.ok(html.lastIndexOf('href="') === html.indexOf(`href="${stopLink}"`), 'the last of its links')
  }
  for (const kind of ['link', 'action_required', 'deadline'] as const)
    t.notMatch(link('en', kind).html, WORDS.en.stop, kind)
})

t.test('an email has the logo, the colour and the support address of its platform', async (t) => {
  const branding = { logo: 'https://a.example/l.png', color: '#ffcc00', supportEmail: 'help@a.example' }
  const { html, text } = link('fr', 'link', { branding })
  t.match(html, /<img\s+src="https:\/\/a\.example\/l\.png"\s+alt=""/)
  t.match(html, 'background: #ffcc00; color: #000000')
  t.match(html, 'help@a.example')
  t.match(text, 'Écrivez à help@a.example.')
  t.notMatch(link('fr', 'link').html, /<img/)
})

t.test('text on any colour has a contrast of at least 4.5:1', async (t) => {
  const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  const luminance = (color: string) =>
    [0.2126, 0.7152, 0.0722].reduce(
      (sum, weight, n) => sum + weight * linear(Number.parseInt(color.slice(1 + 2 * n, 3 + 2 * n), 16) / 255),
      0,
    )
  for (let n = 0; n < 4096; n += 7) {
    const color = `#${n.toString(16).padStart(3, '0').replaceAll(/./g, '$&$&')}`
    const both = [luminance(color), luminance(textColorOn(color))]
    t.ok((Math.max(...both) + 0.05) / (Math.min(...both) + 0.05) >= 4.5, color)
  }
})

t.test('a name from right to left is isolated in the text, too', async (t) => {
  const { text } = link('en', 'link', { to: { ...to, name: 'אדה' } })
  t.match(text, 'Hello \u2068אדה\u2069,')
})
