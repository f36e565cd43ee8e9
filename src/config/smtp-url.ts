import { encodedFault, isLoopback } from './url-parts.ts'

const FORM = 'smtp://user:password@mail.example.com:587, or smtps://…'

/** Scheme, user and password up to the last @, host, port, parameters. */
const PARTS = /^(smtps?):\/\/(?:(.*)@)?(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?\/?(?:\?([^#]*))?$/is

/** Why an SMTP URL cannot be used, and what to write instead; `undefined` if it can. */
export function smtpUrlFault(text: string): string | undefined {
  if (!/^smtps?:\/\//i.test(text)) return FORM
  const [, , credentials = '', host, port, query = ''] = PARTS.exec(text) ?? []
  const beforeHost = /^smtps?:\/\/(.*)@/is.exec(text)?.[1] ?? credentials
  const fault = encodedFault(beforeHost)
  if (fault !== undefined) return fault
  if (host === undefined || Number(port ?? 1) > 65_535) return FORM
  const [unknown] = [...new URLSearchParams(query)].filter(([name, value]) => !isKnown(name, value))
  return unknown === undefined ? undefined : 'of parameters it can only have requireTLS=true or requireTLS=false'
}

const isKnown = (name: string, value: string): boolean => name === 'requireTLS' && /^(true|false)$/.test(value)

/**
 * The URL for the mailer. Emails contain links that work, so nothing is sent to another machine without TLS, unless the
 * URL says `requireTLS=false`.
 */
export function smtpUrlOf(text: string): string {
  const url = new URL(text)
  const isOptional = url.protocol === 'smtps:' || isLoopback(url.hostname)
  if (!isOptional && !url.searchParams.has('requireTLS')) url.searchParams.set('requireTLS', 'true')
  return url.href
}
