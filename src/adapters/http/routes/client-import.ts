import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { ClientFileError } from '../../../api/client-file/client-file-error.ts'
import { encodingNamed } from '../../../api/client-file/decode.ts'
import {
  readClientFile,
  type ClientFileFormat,
  type ClientFileOptions,
} from '../../../api/client-file/read-client-file.ts'
import * as operations from '../../../api/operations/client-import.ts'
import { ProblemError } from '../../../api/problem.ts'
import { importResultReply, importSummary } from '../../../api/replies.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import type { UseCases } from '../../../usecases/all.ts'
import type { ImportEnd, FileLine, ImportResult } from '../../../usecases/clients/import-clients.ts'
import { charsetOf, faultOfEncoding, unsupportedType } from '../media-type.ts'
import { atMost } from '../overload.ts'
import { actorOf, mayDo } from '../request-context.ts'
import { linkOfCaller, type PlatformSettings } from '../platform-settings.ts'
import { discarded, uploaded, type UploadLimits } from '../upload.ts'

interface Options extends Pick<UseCases, 'importClients'> {
  readonly platforms: Platforms<PlatformSettings>
  /** How long a link can be opened if the line does not say, in hours. */
  readonly linkLifetimeHours: number
}

const FORMATS: Readonly<Record<string, ClientFileFormat>> = { 'text/csv': 'csv', 'application/x-ndjson': 'ndjson' }

/** Some hundred thousand lines, from a connection that is no faster than an old mobile one. */
const UPLOAD: UploadLimits = { largest: 16 * 1024 * 1024, graceMs: 10_000, leastPerSecond: 4 * 1024 }

/**
 * How much of the reply is buffered for a caller that is still sending, in bytes: the replies to more than ten thousand
 * lines. Many HTTP clients read nothing until they have sent everything, which would be a deadlock.
 */
const UNREAD_REPLY = 8 * 1024 * 1024

/**
 * For the whole request, in milliseconds: a file is read only as fast as the database stores it, and Stripe is asked for
 * its accounts. Ten thousand of them take about nine minutes.
 */
export const IMPORT_TIMEOUT_MS = 60 * 60_000

/** Concurrent imports. Each occupies several database connections. */
const CONCURRENCY = { most: 2, retryAfterSeconds: 30 }

/** Imports clients: reads, stores and replies line by line, so the size of the file does not matter. */
export const clientImportRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(Object.keys(FORMATS), (_request, payload, done) => done(null, payload))
  // Each platform has places of its own.
  const limitedOn = new Map<string, ReturnType<typeof atMost>>()
  const oneForEachKey = oneAtATime()
  const { config } = operations.importClients
  const route = { ...operations.importClients, config: { ...config, handlerTimeoutMs: IMPORT_TIMEOUT_MS } }

  app.post('/clients/import', route, async (request, reply) => {
    const { dryRun = false, ignoreUnknown = false, sendEmail = false } = request.query
    const { body } = request
    const declared = declaredBy(request)
    if (!(body instanceof Readable)) throw unsupportedType(request)
    if (Number(request.headers['content-length'] ?? 0) > UPLOAD.largest) throw new ProblemError('PAYLOAD_TOO_LARGE')
    const actor = actorOf(request)
    const linkFor = linkOfCaller(options.platforms, request)
    const limited = limitedOn.get(actor.platform) ?? atMost(CONCURRENCY)
    limitedOn.set(actor.platform, limited)
    const imported = limited(async () => {
      const settings = { ...declared, expiresInHours: options.linkLifetimeHours, sendEmail, ignoreUnknown }
      const lines = await readable(body, settings)
      const permitted = mayDo(request, 'emails:send') ? lines : withoutEmails(lines)
      const results = options.importClients(permitted, { dryRun, mayIssueLinks: mayDo(request, 'tokens:write') }, actor)
      const mayRead = mayDo(request, 'clients:read')
      const replyTo = (result: ImportResult) => importResultReply(result, linkFor, mayRead)
      const ended = Promise.withResolvers<void>()
      const content = Readable.from(notifying(replyLines(results, body, replyTo), ended.resolve), {
        objectMode: false,
        highWaterMark: UNREAD_REPLY,
      })
      content.once('close', ended.resolve)
      void reply.type('application/x-ndjson').send(content)
      await ended.promise
    })
    await oneForEachKey(`${actor.platform} ${actor.name}`, imported)
    return reply
  })
}

/** Calls `ended` after the last line and before the end of the reply, whose reader may send the next file at once. */
async function* notifying(lines: AsyncIterable<string>, ended: () => void): AsyncGenerator<string> {
  try {
    yield* lines
  } finally {
    ended()
  }
}

/** Refuses the lines that ask for an email. */
async function* withoutEmails(lines: AsyncIterable<FileLine>): AsyncGenerator<FileLine> {
  for await (const line of lines) {
    if ('invitation' in line && line.invitation.sendEmail) yield { line: line.line, fault: NO_EMAILS }
    else yield line
  }
}

const NO_EMAILS = 'sendEmail requires an API key with the scope "emails:send"'

/** What the request says of its file. */
function declaredBy(request: FastifyRequest): Pick<ClientFileOptions, 'format' | 'encoding'> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';')
  const format = FORMATS[type.trim().toLowerCase()]
  if (format === undefined) throw unsupportedType(request)
  const fault = faultOfEncoding(request)
  if (fault !== undefined) throw fault
  const charset = charsetOf(request)
  if (charset === undefined) return { format }
  const encoding = encodingNamed(charset)
  if (encoding === undefined) {
    throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', { detail: 'The charset of the content type is not known.' })
  }
  return { format, encoding }
}

/** The lines of the file. A file of which nothing can be read is a problem. */
async function readable(body: Readable, settings: ClientFileOptions): Promise<AsyncGenerator<FileLine>> {
  try {
    return await readClientFile(uploaded(body, UPLOAD), settings)
  } catch (error) {
    if (!(error instanceof ClientFileError)) throw error
    await discarded(body, UPLOAD)
    throw new ProblemError('FILE_UNREADABLE', { detail: `${error.message} Nothing was imported.` })
  }
}

/** One line of JSON for each result, and a last line with the counts. */
async function* replyLines(
  results: AsyncIterable<ImportResult | ImportEnd>,
  body: Readable,
  replyTo: (result: ImportResult) => object,
): AsyncGenerator<string> {
  const summary = importSummary()
  for await (const each of results) {
    const result = summary.add(each)
    if (result !== undefined) yield `${JSON.stringify(replyTo(result))}\n`
  }
  await discarded(body, UPLOAD)
  yield `${JSON.stringify(summary.reply())}\n`
}

/** Runs a call unless the one before with the same key is still running, so that no key occupies all imports. */
function oneAtATime() {
  const running = new Set<string>()
  return async (key: string, call: () => Promise<void>): Promise<void> => {
    if (running.has(key)) {
      const detail = 'An import with this API key is running. Wait until it has ended.'
      throw new ProblemError('RATE_LIMITED', { detail, retryAfterSeconds: CONCURRENCY.retryAfterSeconds })
    }
    running.add(key)
    try {
      await call()
    } finally {
      running.delete(key)
    }
  }
}
