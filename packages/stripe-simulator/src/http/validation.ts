import { type Static, type TObject, type TSchema, KindGuard } from '@sinclair/typebox'
import { TypeCompiler, type ValueError, ValueErrorType } from '@sinclair/typebox/compiler'
import { checkOf } from './checked-string.ts'
import { invalidRequest, missingParameter, type StripeFailure, unknownParameter } from './errors.ts'
import type { FormTree, FormValue } from './form-body.ts'

/** Converts form parameters to typed ones, or throws Stripe's refusal. */
export function paramsReader<Schema extends TObject>(schema: Schema): (form: FormTree) => Static<Schema> {
  const compiled = TypeCompiler.Compile(schema)
  return (form) => {
    const params = shape(schema, form, '')
    if (compiled.Check(params)) return params
    const error = compiled.Errors(params).First()
    throw error === undefined ? invalidRequest('Invalid parameters') : refusal(error)
  }
}

// Forms contain only strings: converts each to the type in the schema, if possible.
function shape(schema: TSchema | undefined, value: FormValue, param: string): unknown {
  if (schema === undefined) return value
  if (typeof value !== 'string') return shapeTree(schema, value, param)
  if (value === '' && schema['emptyable'] !== true) throw invalidEmpty(param)
  if (KindGuard.IsBoolean(schema)) return value === 'true' ? true : value === 'false' ? false : value
  if (KindGuard.IsInteger(schema) || (KindGuard.IsUnion(schema) && schema.anyOf.some(KindGuard.IsInteger)))
    return /^-?\d{1,15}$/.test(value) ? Number(value) : value
  const check = checkOf(schema)
  if (check !== undefined && !check.test(value)) {
    throw invalidRequest(check.message(value), { param, ...(check.code !== undefined && { code: check.code }) })
  }
  return value
}

function shapeTree(schema: TSchema, tree: FormTree, param: string): unknown {
  const inside = (name: string) => (param === '' ? name : `${param}[${name}]`)
  if (KindGuard.IsArray(schema)) {
    return Object.entries(tree).map(([name, item]) => shape(schema.items, item, inside(name)))
  }
  if (KindGuard.IsObject(schema)) {
    const shaped = Object.entries(tree).map(([name, item]) => [
      name,
      shape(schema.properties[name], item, inside(name)),
    ])
    return Object.fromEntries(shaped)
  }
  if (KindGuard.IsUnion(schema)) {
    const branch = schema.anyOf.find((option) => KindGuard.IsObject(option))
    if (branch !== undefined) return shapeTree(branch, tree, param)
  }
  return tree
}

const invalidEmpty = (param: string) =>
  invalidRequest(
    `You passed an empty string for '${param}'. An empty value asks to unset a parameter, and '${param}' cannot be unset.`,
    { code: 'parameter_invalid_empty', param },
  )

type Refuse = (param: string, error: ValueError) => StripeFailure

const invalid = (kind: string, code?: string): Refuse => {
  return (param, { value }) =>
    invalidRequest(`Invalid ${kind}: ${shown(value)}`, { param, ...(code !== undefined && { code }) })
}

const refusals = new Map<ValueErrorType, Refuse>([
  [ValueErrorType.ObjectAdditionalProperties, unknownParameter],
  [ValueErrorType.ObjectRequiredProperty, missingParameter],
  [
    ValueErrorType.Union,
    (param, { schema }) => invalidRequest(`Invalid ${param}: must be ${choices(schema)}`, { param }),
  ],
  [ValueErrorType.Boolean, invalid('boolean')],
  [ValueErrorType.Integer, invalid('integer', 'parameter_invalid_integer')],
  [ValueErrorType.IntegerMinimum, invalid('integer', 'parameter_invalid_integer')],
  [ValueErrorType.IntegerMaximum, invalid('integer', 'parameter_invalid_integer')],
  [ValueErrorType.Object, invalid('object')],
  [ValueErrorType.Array, invalid('array')],
])

function refusal(error: ValueError): StripeFailure {
  const refuse = refusals.get(error.type) ?? invalid('string')
  return refuse(paramOf(error.path), error)
}

// `/controller/fees/payer` is `controller[fees][payer]` in Stripe's notation.
function paramOf(path: string): string {
  const [root = '', ...rest] = path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  return root + rest.map((step) => `[${step}]`).join('')
}

function choices(schema: TSchema): string {
  const values = KindGuard.IsUnion(schema) ? schema.anyOf.filter((option) => KindGuard.IsLiteral(option)) : []
  const names = values.map((option) => String(option.const))
  return names.length < 2 ? (names[0] ?? 'valid') : `one of ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
