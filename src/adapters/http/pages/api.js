/**
 * Calls the API. Everything that goes wrong becomes a problem with a code of its own, so a failure of the network is
 * never mixed up with an answer that is no answer of ours, nor with a fault of the page, which is thrown.
 * XMLHttpRequest has an event for each, and every browser has it.
 */
export function ask(path, body, timeoutMs) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const failed = (code) => () => resolve({ ok: false, problem: { code, retryable: true } })
    request.onerror = failed('OFFLINE')
    request.ontimeout = failed('TIMEOUT')
    request.onload = () => {
      try {
        resolve(answerOf(request))
      } catch (error) {
        reject(error)
      }
    }
    request.open('POST', `/api/v1/${path}`)
    request.timeout = timeoutMs
    request.setRequestHeader('content-type', 'application/json')
    request.send(JSON.stringify(body))
  })
}

/** Loads a JSON file of this host; `undefined` if that fails. */
export function load(path) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.onerror = request.ontimeout = () => resolve(undefined)
    request.onload = () => resolve(request.status === 200 ? parsed(request.responseText) : undefined)
    request.open('GET', path)
    request.timeout = 10_000
    request.send()
  })
}

function answerOf({ status, responseText }) {
  const body = parsed(responseText)
  if (status >= 200 && status < 300 && body) return { ok: true, body }
  return { ok: false, problem: body && body.code ? body : { code: 'UNEXPECTED_ANSWER', retryable: true } }
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
