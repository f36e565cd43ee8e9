import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { atMost } from './overload.ts'

/** Files at the same time. For each, pages are read as fast as its caller takes them. */
const CONCURRENCY = { most: 2, retryAfterSeconds: 30 }

/** For the whole file, in milliseconds. */
export const FILE_TIMEOUT_MS = 60 * 60_000

export type SendFile = ReturnType<typeof fileSender>

/** Sends files that are written while they are sent. */
export function fileSender() {
  const limited = atMost(CONCURRENCY)
  return limited(
    async (
      reply: FastifyReply,
      { name, type, texts }: { readonly name: string; readonly type: string; readonly texts: AsyncIterable<string> },
    ) => {
      // It reads ahead by some lines only. If the caller hangs up, it is destroyed, which ends the export.
      const content = Readable.from(texts, { objectMode: false })
      const ended = new Promise<void>((resolve) => content.once('close', resolve))
      reply.header('content-disposition', `attachment; filename="${name}"`)
      void reply.type(type).send(content)
      await ended
    },
  )
}
