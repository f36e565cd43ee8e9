import { readdirSync, readFileSync } from 'node:fs'
import type { Template } from 'liquidjs'
import { LOCALES } from '../domain/locale.ts'
import { EMAIL_KINDS, isNotice } from '../domain/onboarding-event.ts'
import type { EmailContent } from './content.ts'
import { namesFor, type Templates } from './render.ts'
import { allSamples } from './samples.ts'
import { parsed, PARTS, rendered, valuesOf, type Part } from './template.ts'

/** Two of each sample: with everything that a platform can show, and with nothing of it. */
const SAMPLES: readonly EmailContent[] = [
  ...allSamples({
    platformName: 'Acme',
    branding: { logo: 'https://example.com/logo.png', supportEmail: 'help@example.com' },
  }),
  ...allSamples({ platformName: 'Acme' }),
]

/** Which parts of which emails a file may be the template of, by its name. */
const KNOWN: ReadonlyMap<string, Part> = new Map(
  EMAIL_KINDS.flatMap((kind) =>
    LOCALES.flatMap((locale) =>
      PARTS.flatMap((part) => namesFor({ kind, locale }, part).map((name) => [name, part] as const)),
    ),
  ),
)

/** The templates in a folder, or everything that is wrong with them. */
export function templatesIn(
  folder: string,
): { readonly templates: Templates } | { readonly faults: readonly string[] } {
  const files = filesIn(folder)
  if (files === undefined) return { faults: ['it is no folder that can be read'] }
  const read = files.map((name) => templateOf(folder, name))
  const faults = read.flatMap((each) => ('faults' in each ? each.faults : []))
  if (faults.length > 0) return { faults }
  return { templates: new Map(read.flatMap((each) => ('template' in each ? [[each.name, each.template]] : []))) }
}

function filesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'))
  } catch {
    return undefined
  }
}

type Read = { readonly name: string; readonly template: Template[] } | { readonly faults: readonly string[] }

function templateOf(folder: string, name: string): Read {
  const part = KNOWN.get(name)
  if (part === undefined) {
    const kinds = ['email', ...EMAIL_KINDS].join(', ')
    const locales = LOCALES.join(', ')
    return {
      faults: [`${name} is not the name of a template: one of ${kinds}; perhaps .${locales}; .html, .txt or .subject`],
    }
  }
  try {
    const template = parsed(part, readFileSync(`${folder}/${name}`, 'utf8'))
    const own = SAMPLES.filter((content) => namesFor(content, part).includes(name))
    const faults = [...unknownValues(template, own), ...missingValues(template, part, own)]
    for (const content of faults.length === 0 ? own : []) rendered(part, template, content)
    return faults.length === 0 ? { name, template } : { faults: faults.map((fault) => `${name} ${fault}`) }
  } catch (error) {
    return { faults: [`${name} is not valid: ${error instanceof Error ? error.message : String(error)}`] }
  }
}

/** What a template must show, because its emails are about it. */
function missingValues(template: Template[], part: Part, own: readonly EmailContent[]): string[] {
  if (part === 'subject') return []
  const used = valuesOf(template).map((path) => path.split('.')[0])
  const wanted = [
    ...(own.some(({ kind }) => !isNotice(kind) && kind !== 'code') ? ['link'] : []),
    ...(own.some(({ kind }) => kind === 'code') ? ['paragraphs'] : []),
    ...(own.some(({ kind }) => kind === 'action_required' || kind === 'deadline') ? ['asks'] : []),
    ...(own.some(({ kind }) => kind === 'reminder') ? ['stop'] : []),
  ]
  return wanted.filter((value) => !used.includes(value)).map((value) => `lacks {{ ${value} }}`)
}

function unknownValues(template: Template[], own: readonly EmailContent[]): string[] {
  const unknown = new Set(valuesOf(template).filter((path) => !own.some((content) => isIn(content, path.split('.')))))
  return [...unknown].map((path) => `uses {{ ${path} }}, which is not known`)
}

/** Whether a content has a value at this path. What is in a list, or in what may be absent, is found in another sample. */
function isIn(content: unknown, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined || Array.isArray(content) || typeof content === 'string') return true
  return typeof content === 'object' && content !== null && Object.hasOwn(content, step)
    ? isIn(Reflect.get(content, step), rest)
    : false
}
