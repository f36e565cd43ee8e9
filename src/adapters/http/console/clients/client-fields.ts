import { html, type Html } from '../../../../shared/html.ts'
import type { Fields } from '../../form-pages.ts'
import { field, NOTHING } from '../parts.ts'
import { isChanged } from '../shown-values.ts'
import { countryOptions, languageOptions } from './country-words.ts'
import type { FormFaults } from './form-faults.ts'
import { select } from './select.ts'

/** The fields of a client in forms, and what they are called there. */
export const LABELS = {
  name: 'Name',
  email: 'Email address',
  country: 'Country',
  externalId: 'External id',
  locale: 'Language',
} as const

type Name = keyof typeof LABELS

/** What was typed, or what is stored. */
export type Typed = Readonly<Record<Name, string>>

export const NOTHING_TYPED: Typed = { name: '', email: '', country: '', externalId: '', locale: '' }

export const typedIn = (fields: Fields): Typed => ({
  name: fields.get('name') ?? '',
  email: fields.get('email') ?? '',
  country: fields.get('country') ?? '',
  externalId: fields.get('externalId') ?? '',
  locale: fields.get('locale') ?? '',
})

/** What staff changed in a form, and of the rest what is stored by now: other staff may have changed that since. */
export function changedIn(fields: Fields, stored: Typed): Typed {
  const typed = typedIn(fields)
  const changed = Object.entries(typed).filter(([name, value]) => isChanged(fields, name, value))
  return { ...stored, ...Object.fromEntries(changed) }
}

interface Shown {
  readonly typed: Typed
  readonly faults: FormFaults
  readonly countryHint: string
  /** Whether the external id can be typed: it is never changed. */
  readonly isNew: boolean
}

/** The fields of a client. Only the first with a fault is where the page begins: browsers take the first `autofocus`. */
export const clientFields = ({ typed, faults, countryHint, isNew }: Shown): Html => {
  const of = (id: Name) => ({ id, label: LABELS[id], value: typed[id], fault: faults.at[id] })
  return html`${field({ ...of('name'), attributes: html`dir="auto" autocomplete="off" required` })}
  ${field({
    ...of('email'),
    hint: isNew ? NOTHING : html`With a new address the open link is revoked, because it went to the old one.`,
    attributes: html`type="email" inputmode="email" autocapitalize="off" autocomplete="off" spellcheck="false" required`,
  })}
  ${select({
    ...of('country'),
    hint: html`${countryHint}`,
    options: [['', 'Not known'], ...countryOptions(typed.country)],
  })}
  ${
    isNew
      ? field({
          ...of('externalId'),
          hint: html`The client's id in your own system, if it has one. It cannot be changed later.`,
          attributes: html`autocapitalize="off" autocomplete="off" spellcheck="false"`,
        })
      : NOTHING
  }
  ${select({
    ...of('locale'),
    hint: html`Of emails and pages.`,
    options: [['', 'That of the platform'], ...languageOptions(typed.locale)],
  })}`
}
