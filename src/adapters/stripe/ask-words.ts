import type { Locale } from '../../domain/locale.ts'
import type { AskWords } from '../../ports/ask-words.ts'
import { de } from './languages/de.ts'
import { es } from './languages/es.ts'
import { fr } from './languages/fr.ts'
import { it } from './languages/it.ts'
import type { Language } from './languages/language.ts'
import { ptBr } from './languages/pt-br.ts'
import { JOINTS, uncapitalized } from './requirements.ts'

/** Asks are stored in English, which says what Stripe asked for. A text that is not known stays as it is. */
export const stripeAskWords: AskWords = (ask, locale) => {
  if (locale === 'en') return ask
  const { what, error } = ask
  const { subjectOf, reasonsOf } = TRANSLATORS[locale]
  return { ...ask, what: subjectOf(what), ...(error !== undefined && { error: reasonsOf(error) }) }
}

const TRANSLATORS: Readonly<Record<Exclude<Locale, 'en'>, ReturnType<typeof translator>>> = {
  de: translator(de),
  fr: translator(fr),
  es: translator(es),
  it: translator(it),
  'pt-BR': translator(ptBr),
}

function translator({ subjects, reasons, joints, isLowered }: Language) {
  const known = Object.entries(subjects).toSorted(([one], [other]) => other.length - one.length)
  const behindJoints = replacer([
    ...known.map(([english, words]) => [uncapitalized(english), isLowered ? uncapitalized(words) : words] as const),
    [JOINTS.orInstead, joints.orInstead],
    [JOINTS.or, joints.or],
    [JOINTS.and, joints.and],
  ])
  const subjectOf = (what: string): string => {
    const found = known.find(([english]) => what === english || what.startsWith(`${english}${JOINTS.orInstead}`))
    return found === undefined ? what : `${found[1]}${behindJoints(what.slice(found[0].length))}`
  }
  return { subjectOf, reasonsOf: replacer(Object.entries(reasons)) }
}

/** Replaces each of the texts, the longest first. */
function replacer(pairs: readonly (readonly [string, string])[]) {
  const words = new Map(pairs)
  const longestFirst = [...words.keys()].toSorted((one, other) => other.length - one.length)
  const any = new RegExp(longestFirst.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g')
  return (text: string): string => text.replaceAll(any, (found) => words.get(found) ?? found)
}
