import { LOCALES, type Locale } from '../domain/locale.ts'
import { EMAIL_KINDS, isNotice, type EmailKind } from '../domain/onboarding-event.ts'
import type { Ask } from '../domain/ask.ts'
import type { Branding } from '../ports/mailer.ts'
import { codeContent } from './code-content.ts'
import type { EmailContent } from './content.ts'
import { linkContent } from './link-content.ts'
import { noticeContent } from './notice-content.ts'

/** Names that a layout has to bear. */
export const AWKWARD_NAMES: readonly string[] = [
  'Ada Lovelace',
  '<script>alert(1)</script>',
  'شركة النور للتجارة (فرع القاهرة)',
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3).slice(0, 200),
]

/** Shown to a client of the sample platform. */
export interface SampleOptions {
  readonly kind: EmailKind
  readonly locale: Locale
  readonly name: string
  readonly platformName: string
  readonly branding?: Branding
  readonly askWords?: (ask: Ask, locale: Locale) => Ask
}

const ASKS: readonly Ask[] = [
  { what: 'A bank account that payouts can go to', from: 'client', due: 'overdue' },
  {
    what: 'A document that proves identity',
    from: 'client',
    due: 'now',
    by: new Date('2026-12-24T00:00:00Z'),
    error: 'The document is a copy or a screenshot. Use the original.',
  },
]

/** The content of an email with sample data. */
export function sampleOf(options: SampleOptions): EmailContent {
  const { kind, locale, name, askWords = (ask: Ask) => ask, ...platform } = options
  const to = { name, address: 'client@example.com' }
  const email = { ...platform, id: '00000000-0000-4000-8000-000000000001', to, locale }
  if (kind === 'code') return codeContent({ ...email, code: '123456' })
  if (isNotice(kind)) return noticeContent({ ...email, kind, at: new Date('2026-11-30T09:15:00Z') })
  return linkContent({
    ...{ ...email, kind, asks: ASKS.map((ask) => askWords(ask, locale)), isPayable: true },
    purpose: kind === 'link' || kind === 'reminder' ? 'onboarding' : 'update',
    link: `https://app.example.com/onboard#token=obt_${'A1b2C3d4E5'.repeat(5).slice(0, 49)}`,
    stopLink:
      kind === 'reminder'
        ? `https://api.example.com/stop-reminders?token=obs_${'F6g7H8i9J0'.repeat(5).slice(0, 49)}`
        : undefined,
    expiresAt: new Date('2027-02-28T17:00:00Z'),
    deadline: new Date('2026-12-24T00:00:00Z'),
  })
}

/** Each kind of email in each language, with one name after the other. */
export const allSamples = (platform: Omit<SampleOptions, 'kind' | 'locale' | 'name'>): readonly EmailContent[] =>
  EMAIL_KINDS.flatMap((kind) =>
    LOCALES.flatMap((locale) => AWKWARD_NAMES.map((name) => sampleOf({ ...platform, kind, locale, name }))),
  )
