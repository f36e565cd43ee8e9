// The token of the link, which this tab keeps: clients who come back from Stripe continue with it.
const KEY = 'token'

/** The token in the address bar, which is removed from there; `undefined` if there is none. */
export function tokenOfUrl() {
  const token =
    new URLSearchParams(location.hash.slice(1)).get('token') ?? new URLSearchParams(location.search).get('token')
  if (token === null) return undefined
  history.replaceState(null, '', location.pathname)
  try {
    sessionStorage.setItem(KEY, token)
  } catch {
    // The browser stores nothing: the client continues with the link in its message.
  }
  return token
}

/** The token that this tab has kept. */
export function keptToken() {
  try {
    return sessionStorage.getItem(KEY) ?? undefined
  } catch {
    return undefined
  }
}
