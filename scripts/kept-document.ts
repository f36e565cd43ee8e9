const PROSE = ['description', 'summary', 'example', 'examples', 'title']

/** What an OpenAPI document promises, without its prose: it is kept for each version of the API. */
export function keptDocument(text: string): string {
  const { paths, webhooks, components } = JSON.parse(text)
  return `${JSON.stringify(withoutProse({ paths, webhooks, components }), undefined, 1)}\n`
}

/** Names of properties are no prose, whatever they are. */
function withoutProse(value: unknown, areNames = false): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutProse(one))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => areNames || !PROSE.includes(key))
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutProse(one, key === 'properties' && !areNames)]))
}
