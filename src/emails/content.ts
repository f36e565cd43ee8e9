// What an email says, in its language and without any layout. The templates make a text and a page of it.
import { greetingName } from '../domain/greeting.ts'
import type { Locale } from '../domain/locale.ts'
import type { EmailKind } from '../domain/onboarding-event.ts'
import type { Branding } from '../ports/mailer.ts'
import { textColorOn } from '../shared/text-color.ts'
import { filled, WORDS } from './words.ts'

/** The values of a template. What is absent is null, because a template may only use what it is given. */
export interface EmailContent {
  readonly kind: EmailKind
  readonly locale: Locale
  readonly subject: string
  readonly platform: {
    readonly name: string
    readonly logo: string | null
    readonly color: string
    readonly textColor: string
    readonly supportEmail: string | null
  }
  /** The first line: whole, and around the name. */
  readonly greeting: { readonly text: string; readonly before: string; readonly name: string; readonly after: string }
  readonly paragraphs: readonly string[]
  readonly asks: { readonly title: string; readonly items: readonly string[] } | null
  readonly link: string | null
  readonly words: { readonly link: string; readonly button: string; readonly copy: string }
  readonly notes: readonly string[]
  readonly support: string | null
  /** The link that stops reminders; null in all emails but reminders. */
  readonly stop: { readonly text: string; readonly link: string } | null
}

interface Given {
  readonly to: { readonly name: string }
  readonly platformName: string
  readonly branding?: Branding | undefined
  readonly kind: EmailKind
  readonly locale: Locale
}

/** A colour for platforms without one. */
const DEFAULT_COLOR = '#0b57d0'

/** The content of an email that has no link and asks for nothing. */
export function contentOf(
  { to, platformName, branding = {}, kind, locale }: Given,
  { subject, paragraphs, notes }: Pick<EmailContent, 'subject' | 'paragraphs' | 'notes'>,
): EmailContent {
  const words = WORDS[locale]
  const { logo = null, color = DEFAULT_COLOR, supportEmail = null } = branding
  const { link, button, copy } = words
  return {
    ...{ kind, locale, subject, paragraphs, notes },
    platform: { name: platformName, logo, color, textColor: textColorOn(color), supportEmail },
    greeting: greeting(to.name, locale),
    asks: null,
    link: null,
    stop: null,
    words: { link, button, copy },
    support: supportEmail === null ? null : filled(words.support, { address: supportEmail }),
  }
}

function greeting(entered: string, locale: Locale): EmailContent['greeting'] {
  const words = WORDS[locale]
  const name = greetingName(entered)
  if (name === undefined) {
    const text = words.greetingWithoutName
    return { text, before: text, name: '', after: '' }
  }
  const [before = '', after = ''] = words.greeting.split('{name}')
  return { text: filled(words.greeting, { name }), before, name, after }
}
