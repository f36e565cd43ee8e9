import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { COUNTRIES } from '../domain/country.ts'
import { isEmail } from '../domain/email-address.ts'
import { readLocale } from '../domain/locale.ts'
import { isSearchable } from '../domain/text.ts'
import { COMPONENTS } from './schemas/components.ts'

/**
 * Compiles the schemas of this folder. Unknown fields are refused, not dropped: a caller that sends `status` must learn
 * that it has no effect. All faults are reported, for `fieldFaults`. Nothing is coerced: see `readBody` and `readTexts`.
 */
export function schemaCompiler(): Ajv {
  const ajv = new Ajv({
    schemas: COMPONENTS,
    removeAdditional: false,
    useDefaults: true,
    allErrors: true,
    verbose: true,
  })
  formats.default(ajv)
  ajv.addFormat('email', isEmail)
  ajv.addFormat('country', (text) => COUNTRIES.includes(text))
  ajv.addFormat('language', (text) => readLocale(text) === text)
  ajv.addFormat('search-text', isSearchable)
  // What a pattern expects, in words.
  ajv.addKeyword('x-expected')
  return ajv
}
