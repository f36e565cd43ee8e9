import { type Document, referredTo, type Schema } from './document.ts'

type Schemas = Document['components']['schemas']

/** A schema without references and `allOf`: one object with the fields of all of them. */
export function merged(schema: Schema, schemas: Schemas): Schema {
  if (schema.$ref !== undefined) return merged(schemas[referredTo(schema.$ref)] ?? {}, schemas)
  const { allOf = [], ...own } = schema
  return allOf.reduce<Schema>((one, other) => both(one, merged(other, schemas), schemas), own)
}

function both(one: Schema, other: Schema, schemas: Schemas): Schema {
  const properties: Record<string, Schema> = { ...one.properties }
  for (const [key, field] of Object.entries(other.properties ?? {})) {
    const before = properties[key]
    properties[key] = before === undefined ? field : said(before, field, schemas)
  }
  return { ...one, ...other, properties, required: [...(one.required ?? []), ...(other.required ?? [])] }
}

/** What two schemas of one field say. The second is the narrower one. */
function said(one: Schema, other: Schema, schemas: Schemas): Schema {
  const [whole, narrower] = [merged(one, schemas), merged(other, schemas)]
  return narrower.type === 'object' ? both(whole, narrower, schemas) : other
}
