// The formats and helpers that variables are described with. Importing this file registers the formats.
import { FormatRegistry, Type } from '@sinclair/typebox'

const isUrl = (text: string, protocol: RegExp) => URL.canParse(text) && protocol.test(new URL(text).protocol)

FormatRegistry.Set('http-url', (text) => isUrl(text, /^https?:$/))
FormatRegistry.Set('postgres-url', (text) => isUrl(text, /^postgres(ql)?:$/))
FormatRegistry.Set('origins', (text) =>
  text.split(',').every((part) => URL.canParse(part.trim()) && new URL(part.trim()).origin === part.trim()),
)
FormatRegistry.Set('link-template', (text) => text.includes('{token}') && URL.canParse(text))
FormatRegistry.Set('hosts', (text) => /^[a-z0-9.-]+(:\d+)?(\s*,\s*[a-z0-9.-]+(:\d+)?)*$/.test(text))

/** The URL of a PostgreSQL database, which contains a password. */
export const postgresUrl = (description: string) => Type.String({ format: 'postgres-url', secret: true, description })

/** A variable that is `on` or `off`. */
export const onOff = (fallback: 'on' | 'off', description: string) =>
  Type.Union([Type.Literal('on'), Type.Literal('off')], { default: fallback, description })

/** A port number; 0 is any free port. */
export const port = (fallback: number, description: string) =>
  Type.Integer({ minimum: 0, maximum: 65_535, default: fallback, description })

/** The values of a comma-separated list. */
export function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
