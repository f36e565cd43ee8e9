import { KindGuard, type Static, type TObject, type TSchema } from '@sinclair/typebox'
import { TypeCompiler, type ValueError, ValueErrorType } from '@sinclair/typebox/compiler'
import { checkOf } from './checked-string.ts'
import type { StripeFailure } from './errors.ts'
import { invalidField, refusedV2 } from './v2-errors.ts'
import type { V2Params } from './v2.ts'

/** Checks a JSON body, or throws Stripe's refusal. */
export function bodyReader<Schema extends TObject>(schema: Schema): (params: V2Params) => Static<Schema> {
  const compiled = TypeCompiler.Compile(schema)
  return (params) => {
    if (compiled.Check(params)) {
      checkStrings(schema, params, '')
      return params
    }
    const error = compiled.Errors(params).First()
    throw error === undefined ? invalidField('', 'Invalid fields.') : refusal(error)
  }
}

/** Converts a query, whose values are strings, to typed parameters, or throws Stripe's refusal. */
export function queryReader<Schema extends TObject>(schema: Schema): (params: V2Params) => Static<Schema> {
  const read = bodyReader(schema)
  return (params) =>
    read(
      Object.fromEntries(Object.entries(params).map(([name, value]) => [name, typed(schema.properties[name], value)])),
    )
}

// Stripe's own addresses in thin events have `include=x`. Its documentation requires `include[0]=x`.
function typed(schema: TSchema | undefined, value: unknown): unknown {
  if (schema === undefined) return value
  if (KindGuard.IsArray(schema)) {
    const items = typeof value === 'object' && value !== null ? Object.values(value) : [value]
    return items.map((item) => typed(schema.items, item))
  }
  if (KindGuard.IsObject(schema) && typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [name, typed(schema.properties[name], field)]),
    )
  }
  if (KindGuard.IsInteger(schema)) return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  if (KindGuard.IsBoolean(schema)) return value === 'true' ? true : value === 'false' ? false : value
  return value
}

function checkStrings(schema: TSchema, value: unknown, path: string): void {
  if (typeof value === 'string') {
    const check = checkOf(schema)
    if (check === undefined || check.test(value)) return
    const { code = 'invalid_fields', message } = check
    throw refusedV2(code, message(value), { param: path })
  }
  if (KindGuard.IsArray(schema) && Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkStrings(schema.items, item, `${path}[${index}]`)
  } else if (KindGuard.IsObject(schema) && typeof value === 'object' && value !== null) {
    for (const [name, field] of Object.entries(value)) {
      const inner = schema.properties[name]
      if (inner !== undefined) checkStrings(inner, field, path === '' ? name : `${path}.${name}`)
    }
  }
}

function refusal({ path, type, message }: ValueError): StripeFailure {
  const param = path.slice(1).replaceAll('/', '.')
  switch (type) {
    case ValueErrorType.ObjectAdditionalProperties:
      return invalidField(param, `Unknown field: ${param}.`)
    case ValueErrorType.ObjectRequiredProperty:
      return invalidField(param, `Missing required field: ${param}.`)
    default:
      return invalidField(param, `Invalid value for ${param}: ${message.toLowerCase()}.`)
  }
}
