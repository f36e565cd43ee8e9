import { IncomingMessage } from 'node:http'
import { Stripe } from 'stripe'
import { countRequest } from './sent-requests.ts'

/** A page of a hundred accounts is far smaller. Anything larger did not come from Stripe. */
const LARGEST_BODY_BYTES = 8 * 1024 * 1024

/**
 * The SDK's own HTTP client. It counts every request and checks every response before the SDK reads it.
 *
 * The SDK (23.1) treats any JSON without `error` as success, whatever its status. If that JSON is a bare string, it
 * throws where no caller can catch it, so one odd response of a proxy would end the process. Responses that do not come
 * from Stripe are rejected here and reach the caller as "Invalid JSON received", a `StripeAPIError` without a status.
 */
export function checkedHttpClient(): Stripe.HttpClient {
  const client = Stripe.createNodeHttpClient()
  const send = client.makeRequest.bind(client)
  client.makeRequest = async (...request) => {
    countRequest()
    const response = await send(...request)
    const read = response.toJSON.bind(response)
    response.toJSON = async () => {
      const raw: unknown = response.getRawResponse()
      if (raw instanceof IncomingMessage) limitBody(raw)
      const body: unknown = await read()
      if (!isAnswer(body, response.getStatusCode())) throw new Error('this is no answer of Stripe')
      return body
    }
    return response
  }
  return client
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

function limitBody(message: IncomingMessage): void {
  let bytes = 0
  message.on('data', (chunk: string | Buffer) => {
    bytes += chunk.length
    if (bytes > LARGEST_BODY_BYTES) message.destroy(new Error('the answer is too large'))
  })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
