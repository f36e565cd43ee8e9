import { tidied } from './text.ts'

/** An email address, or in words what is wrong with it. */
export type ReadEmail = { readonly email: string } | { readonly fault: string }

const LONGEST = 254
const LONGEST_LOCAL = 64

/** Characters without width, and those that change the direction of text. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g

const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/i

/**
 * Reads an email address as people enter it. What is unambiguous is cleaned: blanks and invisible characters, `mailto:`,
 * `Name <address>`, characters of full width, punctuation after it. A domain outside of ASCII becomes its ASCII form
 * (`müller.de`: `xn--mller-kva.de`), which every email server understands.
 */
export function readEmail(entered: string): ReadEmail {
  // Longer texts are not worth a closer look.
  if (entered.length > 4 * LONGEST) return { fault: `must have at most ${LONGEST} characters` }
  const text = cleaned(entered)
  if (text === '') return { fault: 'must not be empty' }
  const [local = '', domain, ...more] = text.split('@')
  if (/[\s,;]/.test(text)) {
    const isSeveral = more.length > 0
    return { fault: isSeveral ? 'must be a single email address' : 'must not contain spaces, commas or semicolons' }
  }
  if (domain === undefined) return { fault: 'must contain an @, as in ada@example.com' }
  if (more.length > 0) return { fault: 'must contain one @ only' }
  const fault = faultOfLocalPart(local)
  if (fault !== undefined) return { fault }
  const ascii = asciiDomain(domain)
  if (/^[\d.]+$/.test(ascii) || domain.startsWith('[')) {
    return { fault: 'must have a domain name after the @, not the number of a computer' }
  }
  if (!DOMAIN.test(ascii)) return { fault: 'must have a complete domain name after the @, as in ada@example.com' }
  const email = `${local}@${ascii}`
  return email.length > LONGEST ? { fault: `must have at most ${LONGEST} characters` } : { email }
}

/** Whether the text is an email address as it is stored. */
export function isEmail(text: string): boolean {
  const read = readEmail(text)
  return 'email' in read && read.email === text
}

function cleaned(entered: string): string {
  const text = tidied(entered.replace(INVISIBLE, ''))
    // Full-width forms are the ASCII characters at a fixed distance.
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u3002\uff61]/g, '.')
  const bracketed = /^[^<>]*<([^<>]*)>[.,;]?$/.exec(text)?.[1] ?? text
  const address = bracketed.trim().replace(/^mailto:/i, '')
  return address
    .replace(/^([^?]*@[^?]*)\?.*$/, '$1')
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/[.,;]+$/, '')
    .replace(/\s*@\s*/, '@')
    .trim()
}

function faultOfLocalPart(local: string): string | undefined {
  if (local === '') return 'must have a name before the @'
  if (local.length > LONGEST_LOCAL) return `must have at most ${LONGEST_LOCAL} characters before the @`
  if (LOCAL_PART.test(local)) return undefined
  const [foreign] = /[^\x21-\x7e]/u.exec(local) ?? []
  if (foreign !== undefined) {
    return /[\p{L}\p{N}]/u.test(foreign)
      ? `must be in plain letters before the @, because many email servers reject "${foreign}" there`
      : 'must not contain control characters or signs before the @'
  }
  if (/^\.|\.$/.test(local)) return 'must not begin or end with a dot before the @'
  if (local.includes('..')) return 'must not have two dots in a row before the @'
  return 'must not contain quotation marks, brackets, colons or backslashes before the @'
}

/** The domain in ASCII (IDNA); unchanged if it has none. */
function asciiDomain(domain: string): string {
  if (/^[\x21-\x7e]*$/.test(domain) || !/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return domain
  const url = `https://${domain}`
  return URL.canParse(url) ? new URL(url).hostname : domain
}
