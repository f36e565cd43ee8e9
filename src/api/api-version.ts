/** The versions of the API that are served, the newest first. What each promises is in docs/api-versions. */
export const API_VERSIONS = ['2026-11-28'] as const

/** The version that replies are written in. */
export const API_VERSION = API_VERSIONS[0]

/** When something of the API became deprecated, and when it goes: dates in UTC. */
export interface DeprecatedSince {
  readonly since: `${number}-${number}-${number}`
  readonly sunset: `${number}-${number}-${number}`
}
