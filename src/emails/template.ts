// Templates of LiquidJS: it escapes what it puts into HTML, runs no code of a template, and can say which values a
// template uses.
import { readFileSync } from 'node:fs'
import { Liquid, type Template } from 'liquidjs'
import type { EmailContent } from './content.ts'

/** A part of an email that has a template, by the end of its file's name. */
export type Part = 'html' | 'txt' | 'subject'

export const PARTS: readonly Part[] = ['html', 'txt', 'subject']

// A template includes no files.
const OPTIONS = { strictVariables: true, strictFilters: true, lenientIf: true, ownPropertyOnly: true, templates: {} }
const PLAIN = new Liquid(OPTIONS)
const ENGINES: Readonly<Record<Part, Liquid>> = {
  html: new Liquid({ ...OPTIONS, outputEscape: 'escape' }),
  txt: PLAIN,
  subject: PLAIN,
}

/** Reads a template. Throws an error that names the line if it is none. */
export const parsed = (part: Part, source: string): Template[] => ENGINES[part].parse(source)

/** The result of a template. Throws an error that names the line if it uses what it is not given. */
export function rendered(part: Part, template: Template[], content: EmailContent): string {
  const text = String(ENGINES[part].renderSync(template, content))
  // A subject is one line: the line break at the end of its file does not count.
  return part === 'subject' ? text.replaceAll(/\s+/g, ' ').trim() : text
}

/** The values that a template uses, as paths such as `platform.name`. */
export const valuesOf = (template: Template[]): readonly string[] =>
  PLAIN.globalVariableSegmentsSync(template).map((path) => path.filter((step) => typeof step === 'string').join('.'))

const BUILT_IN = {
  html: parsed('html', readFileSync(new URL('templates/email.html', import.meta.url), 'utf8')),
  txt: parsed('txt', readFileSync(new URL('templates/email.txt', import.meta.url), 'utf8')),
}

export const builtInTemplate = (part: keyof typeof BUILT_IN): Template[] => BUILT_IN[part]
