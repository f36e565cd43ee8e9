/** The platform of a deployment whose configuration names none. */
export const DEFAULT_PLATFORM = 'default'

/** What a request says of the platform that it is about, and what is known of it. */
interface PlatformChoice {
  /** The platform that the key acts for; absent: all of them. */
  readonly ofKey?: string | undefined
  /** The platform that the request names. */
  readonly named?: string | undefined
  /** The ids of all platforms. */
  readonly known: readonly string[]
}

/**
 * The platform that a request with an API key is about. A key of one platform cannot tell other platforms from those that
 * do not exist. A key of all platforms has to name one, unless there is only one.
 */
export function chosenPlatform({
  ofKey,
  named = ofKey,
  known,
}: PlatformChoice): { readonly platform: string } | 'required' | 'unknown' {
  const [only, ...others] = known
  const platform = named ?? (others.length === 0 ? only : undefined)
  if (platform === undefined) return 'required'
  const isReachable = ofKey === undefined || ofKey === platform
  return isReachable && known.includes(platform) ? { platform } : 'unknown'
}
