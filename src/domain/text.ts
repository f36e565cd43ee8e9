// What a text from outside may contain, and the form in which it is stored and searched.

/** Blanks, and characters that have no width or only change the direction of text: copying a text adds them to its ends. */
const EDGE = /[\s\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/

/**
 * A line of text: no control characters and no line breaks, which can break emails and queries; no halves of characters
 * (lone surrogates), which a database cannot store; nothing that turns the text around it (bidirectional embeddings,
 * overrides and isolates); no sign in place of a character that was lost when bytes were read in another encoding; and at
 * least one character that can be seen. As the source of a regular expression with the
 * flag `u`.
 */
export const LINE =
  '^(?=.*[^\\p{C}\\p{Z}\\p{M}\\p{Default_Ignorable_Code_Point}\\u2800])' +
  '[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069\\ufffd]+$'

/**
 * A text as it is stored: composed (NFC), because a Mac decomposes what other systems compose, and without
 * the characters that copying adds to its ends.
 */
export function tidied(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && EDGE.test(text.charAt(start))) start += 1
  while (end > start && EDGE.test(text.charAt(end - 1))) end -= 1
  return text.slice(start, end).normalize('NFC')
}

/**
 * The form in which texts are compared when someone searches: regardless of case and of the width of letters, and in
 * ASCII, so that it does not depend on the database's locale. A character outside of ASCII becomes its number between
 * `X` and `Z`, which cannot occur otherwise, because letters are lower case. So two Chinese characters are enough text
 * for an index of trigrams.
 */
export function searchKey(text: string): string {
  const folded = Array.from(text.normalize('NFKC'), (character) => character.toUpperCase().toLowerCase())
  // The lower case of the Turkish capital İ is an i with a separate dot.
  const ascii = folded.join('').replaceAll('i\u0307', 'i')
  return ascii.replace(
    /[^\x20-\x7e]/gu,
    (character) => `X${Number(character.codePointAt(0)).toString(16).toUpperCase()}Z`,
  )
}

/** Whether an index of trigrams can find the text: it has three letters or digits in a row, or one outside of ASCII. */
export const isSearchable = (text: string): boolean => /[a-z0-9]{3}/i.test(searchKey(text))
