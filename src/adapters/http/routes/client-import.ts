import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { readClientFile, type ClientFileFormat } from '../../../api/client-file.ts'
import * as operations from '../../../api/operations/client-import.ts'
import { ProblemError } from '../../../api/problem.ts'
import { importResultReply } from '../../../api/replies.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { noLines, type ImportLine, type ImportResult } from '../../../usecases/clients/import-clients.ts'
import { atMost } from '../overload.ts'
import { actorOf, mayDo } from '../request-context.ts'

interface Options extends Pick<UseCases, 'importClients'> {
  /** The link that a client gets, for a link secret. */
  readonly linkFor: (linkSecret: string) => string
  /** How long a link can be opened if the line does not say, in hours. */
  readonly linkLifetimeHours: number
}

const FORMATS: Readonly<Record<string, ClientFileFormat>> = { 'text/csv': 'csv', 'application/x-ndjson': 'ndjson' }

/** In bytes: some hundred thousand lines. */
const LARGEST_FILE = 16 * 1024 * 1024

/**
 * How much of the reply is buffered for a caller that is still sending, in bytes: the replies to more than ten thousand
 * lines. Many HTTP clients read nothing until they have sent everything, which would be a deadlock.
 */
const UNREAD_REPLY = 8 * 1024 * 1024

/** For the whole request, in milliseconds: a file is read only as fast as the database stores it. */
export const IMPORT_TIMEOUT_MS = 10 * 60_000

/** Concurrent imports. Each occupies several database connections. */
const CONCURRENCY = { most: 2, retryAfterSeconds: 30 }

/** Imports clients: reads, stores and replies line by line, so the size of the file does not matter. */
export const clientImportRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(Object.keys(FORMATS), (_request, payload, done) => done(null, payload))
  const limited = atMost(CONCURRENCY)
  const { config } = operations.importClients
  const route = { ...operations.importClients, config: { ...config, handlerTimeoutMs: IMPORT_TIMEOUT_MS } }

  app.post('/clients/import', route, async (request, reply) => {
    const format = FORMATS[request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '']
    if (format === undefined || !(request.body instanceof Readable)) throw new ProblemError('UNSUPPORTED_MEDIA_TYPE')
    if (Number(request.headers['content-length'] ?? 0) > LARGEST_FILE) throw new ProblemError('PAYLOAD_TOO_LARGE')
    const file = Readable.from(limitedTo(LARGEST_FILE, request.body))
    const lines = readClientFile(file, format, { expiresInHours: options.linkLifetimeHours })
    const permitted = mayDo(request, 'emails:send') ? lines : withoutEmails(lines)
    const results = options.importClients(permitted, { dryRun: request.query.dryRun === true }, actorOf(request))
    const content = Readable.from(replyLines(results, options.linkFor, mayDo(request, 'clients:read')), {
      objectMode: false,
      highWaterMark: UNREAD_REPLY,
    })
    return limited(async () => {
      const closed = new Promise((resolve) => content.once('close', resolve))
      void reply.type('application/x-ndjson').send(content)
      await closed
      return reply
    })()
  })
}

/** Refuses the lines that ask for an email. */
async function* withoutEmails(lines: AsyncIterable<ImportLine>): AsyncGenerator<ImportLine> {
  for await (const line of lines) {
    if ('invitation' in line && line.invitation.sendEmail) yield { line: line.line, fault: NO_EMAILS }
    else yield line
  }
}

const NO_EMAILS = 'sendEmail requires an API key with the scope "emails:send"'

/** One line of JSON for each result, and a last line with the counts. */
async function* replyLines(
  results: AsyncIterable<ImportResult>,
  linkFor: (linkSecret: string) => string,
  mayRead: boolean,
): AsyncGenerator<string> {
  const counts = noLines()
  let complete = true
  try {
    for await (const result of results) {
      counts[result.outcome] += 1
      yield `${JSON.stringify(importResultReply(result, linkFor, mayRead))}\n`
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    complete = false
  }
  yield `${JSON.stringify({ summary: { complete, ...counts } })}\n`
}

/** The same bytes, or an error if there are too many: a chunked request does not announce its length. */
async function* limitedTo(most: number, source: Readable): AsyncGenerator<Buffer> {
  let seen = 0
  for await (const chunk of source.iterator({ destroyOnReturn: false })) {
    seen += chunk.length
    if (seen > most) break
    yield chunk
  }
  if (seen <= most) return
  // Discard the rest: a caller that is still sending would miss a reply that ends before its request.
  await finished(source.resume()).catch(() => {})
  throw new ProblemError('PAYLOAD_TOO_LARGE')
}
