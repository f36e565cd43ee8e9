import { IncomingMessage } from 'node:http'
import { Stripe } from 'stripe'
import { countRequest } from './sent-requests.ts'

/** A page of a hundred accounts is far smaller; whatever is larger did not come from Stripe. */
const LARGEST_BODY_BYTES = 8 * 1024 * 1024

/**
 * The SDK's own HTTP client, with every request counted and every answer checked before the SDK reads it.
 *
 * The SDK (23.1) takes any JSON without `error` for success, whatever its status, and throws where no caller can catch
 * it when that JSON is a bare text: one odd answer of a proxy would end the process. What is no answer of Stripe's is
 * rejected here instead, and reaches the caller as "Invalid JSON received", a `StripeAPIError` without a status.
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

/** Success is an object under a 2xx; failure is an object whose `error` is one, under any other status. */
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
