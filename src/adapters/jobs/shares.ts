/** The shares that a worker is made for at most: each polls the database. */
const MOST_SHARES = 4

/**
 * How a worker divides its places among platforms. With several, each has no more than its share, so that the jobs of one
 * wait neither for the many nor for the slow ones of another. One platform alone takes larger batches.
 */
export function sharesOf(
  platforms: number,
  { batchSize, lanes }: { readonly batchSize: number; readonly lanes: number },
): { batchSize: number; localConcurrency?: number; localGroupConcurrency?: number } {
  if (platforms === 1) return { batchSize }
  const share = Math.min(batchSize, lanes)
  return {
    batchSize: share,
    localGroupConcurrency: share,
    localConcurrency: share * Math.min(platforms, MOST_SHARES),
  }
}
