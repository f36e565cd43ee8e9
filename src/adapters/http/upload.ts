import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { ClientFileError } from '../../api/client-file/client-file-error.ts'

/** What an upload may cost. Sizes in bytes, durations in milliseconds. */
export interface UploadLimits {
  readonly largest: number
  /** How long the upload may make us wait altogether, beside the time that `leastPerSecond` allows for what has come. */
  readonly graceMs: number
  readonly leastPerSecond: number
}

/**
 * The bytes of an upload. Ends with an error if there are too many, because a chunked request does not announce its length,
 * or if they come too slowly: a few callers could occupy all imports. Only time spent waiting for the caller counts.
 */
export async function* uploaded(source: Readable, limits: UploadLimits): AsyncGenerator<Uint8Array> {
  const { largest, graceMs, leastPerSecond } = limits
  const chunks: AsyncIterator<Uint8Array> = source.iterator({ destroyOnReturn: false })
  let [seen, waitedMs] = [0, 0]
  for (;;) {
    const before = performance.now()
    const chunk = await within(graceMs + (1000 * seen) / leastPerSecond - waitedMs, chunks.next())
    if (chunk === undefined) {
      throw new ClientFileError(`The upload was slower than ${leastPerSecond / 1024} KiB a second.`)
    }
    if (chunk.done === true) return
    waitedMs += performance.now() - before
    seen += chunk.value.length
    if (seen > largest) throw new ClientFileError(`The file is larger than ${largest / 1024 / 1024} MiB.`)
    yield chunk.value
  }
}

/**
 * Reads the rest of an upload that is no longer needed, within limits: a caller that is still sending would miss a reply
 * that ends before its request.
 */
export async function discarded(source: Readable, { largest, graceMs }: UploadLimits): Promise<void> {
  const rest = async () => {
    let seen = 0
    for await (const chunk of source.iterator({ destroyOnReturn: false })) {
      seen += chunk.length
      if (seen > largest) return
    }
  }
  if (!source.readableEnded && !source.destroyed)
    await within(
      graceMs,
      rest().catch(() => {}),
    )
}

/** The value, or `undefined` after this time. */
async function within<T>(ms: number, value: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController()
  try {
    return await Promise.race([value, sleep(Math.max(0, ms), undefined, { signal: timer.signal })])
  } finally {
    timer.abort()
  }
}
