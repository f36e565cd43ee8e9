import { InvalidArgumentError } from 'commander'

/** An id as the service gives it to clients, tokens and keys. */
export function id(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text
  throw new InvalidArgumentError('An id looks like 3fa85f64-5717-4562-b3fc-2c963f66afa6.')
}

/** A whole number of at least `least`. */
export const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`Say a whole number from ${least} to ${most}.`)
  }
