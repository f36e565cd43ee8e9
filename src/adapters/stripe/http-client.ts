import { Stripe } from 'stripe'
import { Agent, type Dispatcher } from 'undici'
import { countRequest } from './sent-requests.ts'

/** A page of a hundred accounts is far smaller. Anything larger did not come from Stripe. */
const LARGEST_BODY_BYTES = 8 * 1024 * 1024

/** How long connecting to Stripe may take, in milliseconds. */
const CONNECT_TIMEOUT_MS = 8000

/**
 * The HTTP client of the SDK, on undici, which takes a third of the CPU time of the SDK's own. It counts every request
 * and checks every response before the SDK reads it.
 *
 * The SDK (23.1) treats any JSON without `error` as success, whatever its status. If that JSON is a bare string, it
 * throws where no caller can catch it, so one odd response of a proxy would end the process. Responses that do not come
 * from Stripe are rejected here and reach the caller as "Invalid JSON received", a `StripeAPIError` without a status.
 */
export function checkedHttpClient(): Stripe.HttpClient {
  const agent = new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS }, maxResponseSize: LARGEST_BODY_BYTES })
  const client: Stripe.HttpClient = new Stripe.HttpClient()
  client.getClientName = () => 'undici'
  client.makeRequest = async (host, port, path, method, headers, body, protocol, timeout) => {
    countRequest()
    const request = { origin: `${protocol}://${host}:${port}`, path, method, headers, body: body === '' ? null : body }
    try {
      return answered(await agent.request({ ...request, headersTimeout: timeout, bodyTimeout: timeout }))
    } catch (error) {
      throw inWordsOfTheSdk(error)
    }
  }
  return client
}

/** The response as the SDK reads it. */
function answered({ statusCode, headers, body }: Dispatcher.ResponseData): Stripe.HttpClientResponse {
  const sent = present(headers)
  const response: Stripe.HttpClientResponse = new Stripe.HttpClientResponse(statusCode, sent)
  response.getRawResponse = () => ({ statusCode, headers: sent })
  response.dispose = () => void body.dump().catch(() => {})
  response.toJSON = async () => {
    const text = await body.text().catch((error: unknown) => {
      throw Stripe.HttpClient.makeResponseBodyError(inWordsOfTheSdk(error))
    })
    const parsed: unknown = JSON.parse(text)
    if (!isAnswer(parsed, statusCode)) throw new Error('this is no answer of Stripe')
    return parsed
  }
  return response
}

/** Headers that are there; undici's type allows absent ones. */
function present(headers: Dispatcher.ResponseData['headers']): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) found[name] = value
  return found
}

/** The SDK recognises timeouts and closed connections by the codes of its own HTTP client. */
function inWordsOfTheSdk(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  switch (error.code) {
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return Stripe.HttpClient.makeTimeoutError()
    case 'UND_ERR_SOCKET':
      return Object.assign(new Error('the connection was closed', { cause: error }), { code: 'ECONNRESET' })
    default:
      return error
  }
}

/**
 * A success is an object with a 2xx status; a failure is an object whose `error` is an object, with any other status.
 */
function isAnswer(body: unknown, status: number): body is Record<string, unknown> {
  if (!isObject(body)) return false
  const { error } = body
  const isSuccess = status >= 200 && status < 300
  return isSuccess ? error === undefined : isObject(error)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
