// The token of the link, which this tab keeps: clients who come back from Stripe continue with it.
const KEY = 'token'

/** The token in the address bar, which is removed from there once it is stored; `undefined` if there is none. */
export function tokenOfUrl() {
  const token =
    new URLSearchParams(location.hash.slice(1)).get('token') ?? new URLSearchParams(location.search).get('token')
  if (token === null) return undefined
  try {
    sessionStorage.setItem(KEY, token)
    history.replaceState(null, '', location.pathname)
  } catch {
    // The browser stores nothing: the token stays in the address, so that the page can be loaded again.
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

/** A random id of this browser: it says nothing about the person. */
export function browserId() {
  const fresh = crypto.randomUUID()
  try {
    return (localStorage.browser ??= fresh)
  } catch {
    return fresh
  }
}
