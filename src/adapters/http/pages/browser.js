const KEPT = 'onboarding-browser'

/**
 * A random id of this browser, without information about the person. When a second browser opens the same link, the
 * person gets an email. Empty if the browser offers no storage or no random numbers.
 */
export function thisBrowser() {
  try {
    const browser = localStorage.getItem(KEPT) || randomId()
    localStorage.setItem(KEPT, browser)
    return { browser }
  } catch {
    return {}
  }
}

/** 128 random bits. `crypto.randomUUID` is newer, and missing on pages without https. */
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('')
}
