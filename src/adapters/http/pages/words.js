// The words of the page: those that it came with, or those of another language. Texts have {placeholders}; a text that is
// filled is a list, so that names and addresses can be elements of their own.

import { load } from './api.js'

/** @typedef {import('../../../pages/page-words.ts').PageWords} PageWords */

const root = document.documentElement

/** @type {PageWords} */
export let words = JSON.parse(document.getElementById('words').textContent)

/** The language of the page. */
export const language = () => root.lang

/**
 * From now on the page speaks this language. Returns whether it did not before. It keeps its own if the words cannot be
 * loaded.
 */
export async function speak(locale) {
  if (!locale || locale === root.lang) return false
  const loaded = await load(`/assets/words/${locale}.json`)
  if (loaded === undefined) return false
  words = loaded
  root.lang = locale
  return true
}

/** A text as a list of texts and elements, with its placeholders filled. A value is a text, an element, or a list. */
export function filled(text, values) {
  const parts = text.split(/\{(\w+)\}/)
  return parts.reduce((list, part, n) => list.concat(n % 2 === 0 ? (part ? [part] : []) : values[part]), [])
}
