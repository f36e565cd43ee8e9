import { tidied } from '../../domain/text.ts'
import { CommandError, EXIT } from './exit-code.ts'

// Commander's own error repeats the value, which may be a misplaced secret.
const misused = (message: string) => new CommandError(EXIT.usage, `error: ${message}`)

/** The id of a client or a token. */
export function id(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase()
  throw misused('this is not an id; an id looks like 3fa85f64-5717-4562-b3fc-2c963f66afa6')
}

/** `<name>=<value>`, for an option that can be repeated. */
export function namedValue(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const split = text.indexOf('=')
  if (split < 1) throw misused('--metadata must be a name and a value, such as plan=pro')
  const name = text.slice(0, split).trim()
  if (Object.hasOwn(before, name)) throw misused('--metadata must have each name only once')
  return { ...before, [name]: tidied(text.slice(split + 1)) }
}

/** The id of an API key. */
export function keyId(text: string): string {
  if (/^[0-9a-f]{12}$/.test(text)) return text
  throw misused('this is not the id of a key; an id looks like 3f8a92c1d0e4, and "admin keys list" shows the ids')
}

/** A whole number in a range. */
export const whole =
  (option: string, least: number, most: number) =>
  (text: string): number => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= least && number <= most) return number
    throw misused(`${option} must be a whole number from ${least} to ${most}`)
  }
