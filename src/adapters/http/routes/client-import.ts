import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { noLines, type importClients, type ImportResult } from '../../../usecases/import-clients.ts'
import { readClientFile, type ClientFileFormat } from '../../import/client-file.ts'
import { atMost } from '../overload.ts'
import { ProblemError } from '../problem.ts'
import { importResultReply } from '../replies.ts'
import { actOf } from '../request-context.ts'
import { importAnswer, ImportFile, ImportQuery } from '../schemas/client-import.ts'
import { ADMIN, BODY, problems } from '../schemas/problems.ts'

interface Options {
  readonly importClients: ReturnType<typeof importClients>
  /** The link that a client gets, for a link secret. */
  readonly linkFor: (linkSecret: string) => string
  /** How long a link can be opened unless the line says otherwise, in hours. */
  readonly linkLifetimeHours: number
}

const FORMATS: Readonly<Record<string, ClientFileFormat>> = { 'text/csv': 'csv', 'application/x-ndjson': 'ndjson' }

/** Some hundred thousand lines. */
const LARGEST_FILE = 16 * 1024 * 1024

/**
 * How much of the answer waits for a caller that is still sending, in bytes: the answers to more than ten thousand lines.
 * Many HTTP clients read nothing before they have sent everything, and would wait for us as we wait for them.
 */
const UNREAD_ANSWER = 8 * 1024 * 1024

/** The whole of it: a file is read as fast as the database takes it. */
export const IMPORT_TIMEOUT_MS = 10 * 60_000

/** Imports at once; each keeps a few connections to the database busy. */
const AT_ONCE = { most: 2, retryAfterSeconds: 30 }

/** Many clients in one request: read, done and answered line by line, whatever their number. */
export const clientImportRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(Object.keys(FORMATS), (_request, payload, done) => done(null, payload))
  const underWay = atMost(AT_ONCE)

  app.post(
    '/clients/import',
    {
      config: { scope: 'clients:write' },
      handlerTimeout: IMPORT_TIMEOUT_MS,
      schema: {
        operationId: 'importClients',
        summary: 'Import clients',
        description:
          'Invites the clients of a file, as `text/csv` with the fields’ names in its first line, or as ' +
          '`application/x-ndjson` with an invitation a line. The answer tells of each line what became of it, and ends ' +
          'with a line that counts them: without that line, the import was cut off. A line that is wrong stops no ' +
          'other. The same file can be sent again: who is there already stays as it is. At most 16 MiB.',
        tags: ['clients'],
        querystring: ImportQuery,
        body: ImportFile,
        response: { 200: importAnswer, ...problems(...ADMIN, ...BODY) },
      },
    },
    async (request, reply) => {
      const format = FORMATS[request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '']
      if (format === undefined || !(request.body instanceof Readable)) throw new ProblemError('UNSUPPORTED_MEDIA_TYPE')
      if (Number(request.headers['content-length'] ?? 0) > LARGEST_FILE) throw new ProblemError('PAYLOAD_TOO_LARGE')
      const file = Readable.from(limitedTo(LARGEST_FILE, request.body))
      const lines = readClientFile(file, format, { expiresInHours: options.linkLifetimeHours })
      const results = options.importClients(lines, { dryRun: request.query.dryRun === true }, actOf(request))
      const answer = Readable.from(answerLines(results, options.linkFor), {
        objectMode: false,
        highWaterMark: UNREAD_ANSWER,
      })
      return underWay(async () => {
        const ended = new Promise((resolve) => answer.once('close', resolve))
        void reply.type('application/x-ndjson').send(answer)
        await ended
        return reply
      })()
    },
  )
}

/** Each result as a line of JSON, and a last line that counts them. */
async function* answerLines(
  results: AsyncIterable<ImportResult>,
  linkFor: (linkSecret: string) => string,
): AsyncGenerator<string> {
  const counts = noLines()
  let complete = true
  try {
    for await (const result of results) {
      counts[result.outcome] += 1
      yield `${JSON.stringify(importResultReply(result, linkFor))}\n`
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    complete = false
  }
  yield `${JSON.stringify({ summary: { complete, ...counts } })}\n`
}

/** The same bytes, and a failure when there are too many: who sends in pieces does not say how much is to come. */
async function* limitedTo(most: number, source: Readable): AsyncGenerator<Buffer> {
  let seen = 0
  for await (const chunk of source.iterator({ destroyOnReturn: false })) {
    seen += chunk.length
    if (seen > most) break
    yield chunk
  }
  if (seen <= most) return
  // Read to its end, unused: a caller that is still sending would miss an answer that ends before.
  await finished(source.resume()).catch(() => {})
  throw new ProblemError('PAYLOAD_TOO_LARGE')
}
