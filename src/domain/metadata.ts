/** The platform's own values of a client. They are given back in records and events, and mean nothing here. */
export type Metadata = Readonly<Record<string, string>>

/** How many values, and how long their names and they themselves may be. */
export const METADATA_LIMITS = { keys: 20, key: 40, value: 500 } as const

/** New values by their names; null or an empty text removes one, and null in place of all of them removes all. */
export type MetadataChange = Readonly<Record<string, string | null>> | null

/** The values after a change: those that it does not name stay. `undefined`: none are left. */
export function mergedMetadata(before: Metadata | undefined, change: MetadataChange): Metadata | undefined {
  if (change === null) return undefined
  const values: Metadata = Object.fromEntries(
    Object.entries({ ...before, ...change }).flatMap(([name, value]) => (value ? [[name, value] as const] : [])),
  )
  return Object.keys(values).length === 0 ? undefined : values
}

/** Whether a client has more values than it may have. */
export const isTooMuchMetadata = (values: Metadata = {}): boolean => Object.keys(values).length > METADATA_LIMITS.keys

/** Whether the same names have the same values, in any order. */
export function isSameMetadata(one: Metadata = {}, other: Metadata = {}): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}
