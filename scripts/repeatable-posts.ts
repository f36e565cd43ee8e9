interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  readonly 'x-safe-to-repeat'?: true
}

/** The client's list of the POSTs that it may repeat by itself, made from the OpenAPI document. */
export function repeatablePosts(text: string): string {
  const { paths }: { paths: Readonly<Record<string, { readonly post?: Operation }>> } = JSON.parse(text)
  const posts = Object.entries(paths).flatMap(([path, { post }]) => (post === undefined ? [] : [{ path, ...post }]))
  const safe = posts.filter((post) => post['x-safe-to-repeat'])
  const keyed = posts.filter(({ parameters = [] }) => parameters.some(({ name }) => name === 'idempotency-key'))
  const set = (of: typeof posts) => `new Set([\n${of.map(({ path }) => `  '${path}',\n`).join('')}])`
  return `// Generated from docs/openapi.json by npm run openapi.

/** POSTs that have no further effect when they are sent again. */
export const SAFE: ReadonlySet<string> = ${set(safe)}

/** POSTs that take effect once for each \`Idempotency-Key\`. */
export const KEYED: ReadonlySet<string> = ${set(keyed)}
`
}
