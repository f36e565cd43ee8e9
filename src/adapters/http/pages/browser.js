const KEPT = 'onboarding-browser'

/**
 * A random id of this browser, without information about the person. When a second browser opens the same link, the
 * person gets an email. Empty if the browser offers no storage or no random numbers.
 */
export function thisBrowser() {
  try {
    const browser = localStorage.getItem(KEPT) ?? crypto.randomUUID()
    localStorage.setItem(KEPT, browser)
    return { browser }
  } catch {
    return {}
  }
}
