import { AlertError, type Alert, type AlertChannel } from '../../ports/alert-channel.ts'

/** How long a call may take, in milliseconds. */
const TIMEOUT_MS = 10_000

/**
 * Posts alerts to a webhook as Slack takes them. The URL is a secret: no error contains it. It is the operator's own, so
 * it may lead to a private address.
 */
export const webhookChannel = (url: string, { timeoutMs = TIMEOUT_MS } = {}): AlertChannel => ({
  async send(alert) {
    const response = await posted(url, JSON.stringify({ text: slackText(alert) }), timeoutMs)
    // Nothing in the answer matters, and a body that is not read keeps the connection.
    await response.body?.cancel()
    if (!response.ok) throw new AlertError(`status_${response.status}`)
  },
})

async function posted(url: string, body: string, timeoutMs: number): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      // A redirect would send the alert to where no operator said.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (error) {
    throw new AlertError(codeOf(error))
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'TimeoutError') return 'timeout'
  const { cause } = error
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'no_connection'
}

/** Slack takes these three for its own: without that, a client's name could mention a whole channel. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function slackText({ platformName, text: { title, lines, next } }: Alert): string {
  const listed = lines.map((line) => (line.endsWith(':') ? line : `• ${line}`))
  return escaped([`*${platformName}: ${title}*`, ...listed, next].join('\n'))
}
