import type { Answer } from './invariants.ts'
import { ADMIN_KEY } from './service.ts'

/** Sends a request to a service, as staff; `undefined` if there was no response. */
export type Ask = (
  method: string,
  path: string,
  body?: string,
  headers?: Record<string, string>,
) => Promise<Answer | undefined>

/** Each request has its own connection, as requests of different clients have, and is aborted after `withinMs`. */
export function asking(url: string, { withinMs = 60_000 } = {}): Ask {
  return async (method, path, body, headers = {}) => {
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          connection: 'close',
          authorization: `Bearer ${ADMIN_KEY}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        redirect: 'manual',
        signal: AbortSignal.timeout(withinMs),
        ...(body !== undefined && { body }),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, body: text === '' ? {} : JSON.parse(text) }
    } catch {
      return undefined
    }
  }
}
