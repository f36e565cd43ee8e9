const LONGEST = 60

/** Marks that have no width or change the direction of text. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/gu

/** What an email program may turn into a link: a scheme, `www.`, an email address, or a domain name. */
const LINK = /:\/\/|www\.|@|[^\s.。][.。]\p{L}{2,}/iu

/**
 * The name by which an email addresses a client: at most 60 characters, and without marks that change the direction of the
 * text. `undefined` if it contains what may become a link: whoever enters clients must not write to them through us.
 */
export function greetingName(name: string): string | undefined {
  const text = name.replace(INVISIBLE, '').trim()
  // Characters of full width may become a link as well.
  if (text === '' || LINK.test(text.normalize('NFKC'))) return undefined
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
  return characters.length <= LONGEST && text.length <= 4 * LONGEST
    ? text
    : `${characters
        .slice(0, LONGEST - 1)
        .join('')
        .slice(0, 4 * LONGEST)
        .trim()}…`
}
