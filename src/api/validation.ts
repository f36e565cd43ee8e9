import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { COMPONENTS } from './schemas/components.ts'

/**
 * Compiles the schemas of this folder. Unknown fields are refused, not dropped: a caller that sends `status` must learn
 * that it has no effect. `coerceTypes` is for values that arrive as text.
 */
export function schemaCompiler({ coerceTypes, allErrors = false }: { coerceTypes: boolean; allErrors?: boolean }): Ajv {
  const ajv = new Ajv({
    schemas: COMPONENTS,
    removeAdditional: false,
    useDefaults: true,
    allErrors,
    coerceTypes,
  })
  formats.default(ajv)
  return ajv
}

interface Fault {
  readonly instancePath: string
  readonly message?: string | undefined
}

/** Where the faults are and what is expected there. The value is not repeated: it may be a secret. */
export function describeFaults(faults: readonly Fault[], context = 'request'): string {
  const where = context === 'querystring' ? 'query' : context
  return faults.map(({ instancePath, message }) => `${where}${instancePath} ${message ?? 'is not valid'}`).join('; ')
}

/** Trims all texts of a body, at any depth: spaces around a pasted name or address are not a fault. */
export function trimTexts(body: unknown): void {
  if (typeof body !== 'object' || body === null) return
  for (const [field, value] of Object.entries(body)) {
    if (typeof value === 'string') Object.assign(body, { [field]: value.trim() })
    else trimTexts(value)
  }
}
