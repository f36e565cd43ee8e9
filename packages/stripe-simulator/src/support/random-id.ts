// support/: small helpers that know neither Stripe nor the simulator: random ids, repeatable random numbers, listeners,
// and unions of string literals for schemas. They import nothing from other folders. A helper of only one folder
// belongs there.
import { randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A random string of letters and digits, hard to guess from 16 characters on. */
export function randomId(length: number): string {
  let id = ''
  while (id.length < length) {
    for (const byte of randomBytes(length)) {
      // 248 is the largest multiple of 62 in a byte. Larger values modulo 62 would favour some letters.
      if (byte < 248 && id.length < length) id += alphabet.charAt(byte % 62)
    }
  }
  return id
}
