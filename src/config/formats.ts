// The formats and helpers that variables are described with. Importing this file registers the formats.
import { FormatRegistry, Type } from '@sinclair/typebox'
import { databaseUrlFault } from './connection-string.ts'
import { isTyped } from './placeholders.ts'
import { smtpUrlFault } from './smtp-url.ts'
import { trustProxyFault } from './trust-proxy.ts'
import { apiBaseFault, baseUrlFault, linkTemplateFault, originsFault, webhookUrlFault } from './urls.ts'

/** What is wrong with a text of this format; `undefined` if nothing is. The text is not repeated. */
type Fault = (text: string) => string | undefined

/** Formats that explain what is wrong. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'base-url': baseUrlFault,
  'api-base': apiBaseFault,
  origins: originsFault,
  'link-template': linkTemplateFault,
  'postgres-url': databaseUrlFault,
  'smtp-url': smtpUrlFault,
  'trust-proxy': trustProxyFault,
  'webhook-url': webhookUrlFault,
  'random-key': (text) =>
    isRandomKey(text) ? undefined : 'at least 32 random characters, e.g. from `openssl rand -hex 32`',
  'random-keys': (text) =>
    listOf(text).length > 0 && listOf(text).every(isRandomKey)
      ? undefined
      : 'each key has at least 32 random characters, e.g. from `openssl rand -hex 32`',
}

const isRandomKey = (text: string): boolean => /^[\x21-\x7e]{32,}$/.test(text) && !isTyped(text)

for (const [name, faultIn] of Object.entries(FAULTS)) FormatRegistry.Set(name, (text) => faultIn(text) === undefined)
FormatRegistry.Set('hosts', (text) => /^[a-z0-9.-]+(:\d+)?(\s*,\s*[a-z0-9.-]+(:\d+)?)*$/.test(text))

/** Why a text is not valid in this format; `undefined` if it is, or if the format does not explain itself. */
export const reasonFor = (format: string, text: string): string | undefined => FAULTS[format]?.(text)

/** The URL of a PostgreSQL database, which contains a password. */
/** One email address, without a name. */
export const EMAIL_PATTERN = '^[^\\s<>@,;]+@[^\\s<>@,;]+$'

/** An image that pages and emails may show. It goes into a Content-Security-Policy. */
export const LOGO_PATTERN = '^https://[^\\s"\'<>;,]+$'

export const COLOR_PATTERN = '^#[0-9a-fA-F]{6}$'

export const postgresUrl = (description: string) => Type.String({ format: 'postgres-url', secret: true, description })

/** A variable that is `on` or `off`. */
export const onOff = (fallback: 'on' | 'off', description: string) =>
  Type.Union([Type.Literal('on'), Type.Literal('off')], { default: fallback, description })

/** A port number; 0 is any free port. */
export const port = (fallback: number | undefined, description: string) =>
  Type.Integer({ minimum: 0, maximum: 65_535, ...(fallback !== undefined && { default: fallback }), description })

/** The values of a comma-separated list. */
export function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
