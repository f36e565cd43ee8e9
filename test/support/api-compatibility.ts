// Whether clients that were written for a kept OpenAPI document can use the service of today's.

type Limit = (typeof LEAST)[number] | (typeof MOST)[number]

interface Schema extends Partial<Readonly<Record<Limit, number>>> {
  readonly $ref?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly pattern?: string
  readonly format?: string
  readonly uniqueItems?: boolean
}
interface Parameter {
  readonly in: string
  readonly name: string
  readonly required?: boolean
  readonly schema: Schema
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>

interface Operation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly webhooks?: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** A schema and the document that its references are in. */
interface Side {
  readonly schema: Schema
  readonly document: ApiDocument
}

/** What breaks clients of the kept document; empty if nothing does. */
export function breaks(kept: ApiDocument, today: ApiDocument): string[] {
  return [...operations(kept.paths), ...operations(kept.webhooks ?? {})].flatMap(
    ({ path, method, operation: before }) => {
      const at = `${method} ${path}`
      const isEvent = kept.paths[path] === undefined
      const after = (isEvent ? today.webhooks : today.paths)?.[path]?.[method]
      if (after === undefined) return [`${at} is gone`]
      const bodies = (one: Operation) => one.requestBody?.content ?? {}
      return [
        ...parameters(before, after, kept, today, at),
        ...(!before.requestBody?.required && after.requestBody?.required && !isEvent ? [`${at} needs a body`] : []),
        ...(isEvent
          ? media(bodies(after), bodies(before), today, kept, `${at} event`, true)
          : media(bodies(before), bodies(after), kept, today, `${at} body`, false)),
        ...responses(before, after, kept, today, at),
      ]
    },
  )
}

const operations = (paths: ApiDocument['paths']) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

function parameters(before: Operation, after: Operation, kept: ApiDocument, today: ApiDocument, at: string): string[] {
  const named = (of: Operation, { in: place, name }: Parameter) =>
    of.parameters?.find((one) => one.in === place && one.name === name)
  return [
    ...(before.parameters ?? []).flatMap((one) => {
      const now = named(after, one)
      if (now === undefined) return [`${at} takes no ${one.name} any more`]
      const isNeeded = now.required && !one.required ? [`${at} needs ${one.name}`] : []
      const [narrow, wide] = [
        { schema: one.schema, document: kept },
        { schema: now.schema, document: today },
      ]
      return [...isNeeded, ...misfits(narrow, wide, `${at} ${one.name}`, false)]
    }),
    ...(after.parameters ?? []).flatMap((one) =>
      one.required && named(before, one) === undefined ? [`${at} needs ${one.name}`] : [],
    ),
  ]
}

/** Problems may get other codes: clients decide by those that they know, and by `retryable`. */
function responses(before: Operation, after: Operation, kept: ApiDocument, today: ApiDocument, at: string): string[] {
  const isSuccess = (status: string) => Number(status) < 400
  return Object.entries(before.responses).flatMap(([status, response]) => {
    if (!isSuccess(status)) return []
    const now = after.responses[status]
    if (now === undefined) return [`${at} answers no ${status} any more`]
    return media(now.content ?? {}, response.content ?? {}, today, kept, `${at} ${status}`, true)
  })
}

function media(
  narrow: Content,
  wide: Content,
  ofNarrow: ApiDocument,
  ofWide: ApiDocument,
  at: string,
  isReply: boolean,
) {
  const [needed, given] = isReply ? [wide, narrow] : [narrow, wide]
  return Object.keys(needed).flatMap((type) => {
    if (given[type] === undefined) return [`${at} is no ${type} any more`]
    const one = { schema: narrow[type]?.schema ?? {}, document: ofNarrow }
    return misfits(one, { schema: wide[type]?.schema ?? {}, document: ofWide }, at, isReply)
  })
}

const CONSTRAINTS = ['pattern', 'format', 'uniqueItems'] as const
const LEAST = ['minimum', 'minLength', 'minItems', 'minProperties'] as const
const MOST = ['maximum', 'maxLength', 'maxItems'] as const

/** Why a value of the narrow schema may be none of the wide one. `isReply`: the narrow one is today's. */
function misfits(narrow: Side, wide: Side, at: string, isReply: boolean, depth = 0): string[] {
  if (depth > 20) return []
  const [one, all] = [resolved(narrow), resolved(wide)]
  const next = (part: Schema, of: Schema, where = at) =>
    misfits({ ...narrow, schema: part }, { ...wide, schema: of }, where, isReply, depth + 1)
  const variants = one.anyOf ?? one.oneOf
  if (variants !== undefined) return variants.flatMap((variant: Schema) => next(variant, all))
  const choices: readonly Schema[] | undefined = all.anyOf ?? all.oneOf
  if (choices !== undefined) {
    const faults = choices.map((choice) => next(one, choice))
    return faults.some((found) => found.length === 0) ? [] : [`${at} has another form`]
  }
  if (all.allOf !== undefined) return all.allOf.flatMap((part: Schema) => next(one, part))

  const values = (of: Schema): readonly unknown[] | undefined => ('const' in of ? [of.const] : of.enum)
  const [some, allowed] = [values(one), values(all)]
  if (allowed !== undefined) {
    const others = some?.filter((value) => !allowed.includes(value)) ?? ['anything']
    if (others.length > 0) return [`${at} may be ${others.join(', ')}`]
  }
  if (all.type !== undefined && one.type !== all.type && !(all.type === 'number' && one.type === 'integer'))
    return [`${at} is ${one.type}, not ${all.type}`]
  const isLess = (name: Limit) => (one[name] ?? -Infinity) < (all[name] ?? -Infinity)
  const isMore = (name: Limit) => (one[name] ?? Infinity) > (all[name] ?? Infinity)
  const broken = [
    ...CONSTRAINTS.filter((name) => some === undefined && all[name] !== undefined && one[name] !== all[name]),
    ...LEAST.filter(isLess),
    ...MOST.filter(isMore),
  ]
  return [
    ...broken.map((name) => `${at} has another ${name}`),
    ...(all.items !== undefined && one.items !== undefined ? next(one.items, all.items, `${at}[]`) : []),
    ...fields(one, all, at, isReply, next),
  ]
}

function fields(
  one: Schema,
  all: Schema,
  at: string,
  isReply: boolean,
  next: (part: Schema, of: Schema, where: string) => string[],
): string[] {
  const [has, knows] = [one.properties ?? {}, all.properties ?? {}]
  const required: readonly string[] = one.required ?? []
  return [
    ...(all.required ?? [])
      .filter((name: string) => !required.includes(name))
      .map((name: string) => (isReply ? `${at}.${name} may be absent` : `${at}.${name} is required`)),
    ...Object.entries(knows).flatMap(([name, known]) => {
      if (has[name] !== undefined) return next(has[name], known, `${at}.${name}`)
      return isReply ? [`${at}.${name} is gone`] : []
    }),
    ...(all.additionalProperties === false
      ? Object.keys(has).flatMap((name) => (knows[name] === undefined ? [`${at}.${name} is refused`] : []))
      : []),
  ]
}

/** The schema without references; the parts of an `allOf` as one. */
function resolved({ schema, document }: Side): Schema {
  const name = /^#\/components\/schemas\/(.+)$/.exec(schema['$ref'] ?? '')?.[1]
  if (name !== undefined) return resolved({ schema: document.components.schemas[name] ?? {}, document })
  if (schema.allOf === undefined) return schema
  const parts: readonly Schema[] = schema.allOf.map((part: Schema) => resolved({ schema: part, document }))
  return parts.reduce((sum, part) => ({
    ...sum,
    ...part,
    required: [...(sum.required ?? []), ...(part.required ?? [])],
    properties: merged(sum.properties ?? {}, part.properties ?? {}),
  }))
}

type Properties = NonNullable<Schema['properties']>

/** A property that several parts have keeps what each says of it. */
const merged = (one: Properties, other: Properties): Properties => ({
  ...one,
  ...Object.fromEntries(
    Object.entries(other).map(([name, of]) => [name, one[name] === undefined ? of : { allOf: [one[name], of] }]),
  ),
})
