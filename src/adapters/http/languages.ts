import type { FastifyRequest } from 'fastify'
import { readLocale } from '../../domain/locale.ts'

/** Browsers send a few; the rest of a long header is not read. */
const MOST = 20

/** The languages that the caller reads, by its `Accept-Language`, the best first. */
export function languagesOf({ headers }: Pick<FastifyRequest, 'headers'>): readonly string[] {
  return (headers['accept-language'] ?? '')
    .split(',', MOST)
    .map((entry) => {
      const [tag = '', ...parameters] = entry.split(';').map((part) => part.trim())
      const quality = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2)
      return { tag: readLocale(tag), quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((one, other) => other.quality - one.quality)
    .flatMap(({ tag }) => tag ?? [])
}
