interface Operation {
  readonly parameters?: readonly { readonly name: string }[]
  readonly 'x-safe-to-repeat'?: boolean
}

/** Whether the operation takes effect once for each `Idempotency-Key`. */
export const isKeyed = ({ parameters = [] }: Operation): boolean =>
  parameters.some(({ name }) => name === 'idempotency-key')

/** Whether a client that makes keys may repeat the operation by itself. */
export const isRepeatable = (method: string, operation: Operation): boolean =>
  method !== 'post' || operation['x-safe-to-repeat'] === true || isKeyed(operation)

/** The client's list of the POSTs that it may repeat by itself, made from the OpenAPI document. */
export function repeatablePosts(text: string): string {
  const { paths }: { paths: Readonly<Record<string, { readonly post?: Operation }>> } = JSON.parse(text)
  const posts = Object.entries(paths).flatMap(([path, { post }]) => (post === undefined ? [] : [{ path, ...post }]))
  const safe = posts.filter((post) => post['x-safe-to-repeat'])
  const keyed = posts.filter(isKeyed)
  const set = (of: typeof posts) => `new Set([\n${of.map(({ path }) => `  '${path}',\n`).join('')}])`
  return `// Generated from docs/openapi.json by npm run openapi.

/** POSTs that have no further effect when they are sent again. */
export const SAFE: ReadonlySet<string> = ${set(safe)}

/** POSTs that take effect once for each \`Idempotency-Key\`. */
export const KEYED: ReadonlySet<string> = ${set(keyed)}
`
}
