const KEPT = 'onboarding-browser'

/**
 * A random id of this browser, which tells nothing of the person: when a second browser opens the same link, the person
 * gets an email. Where nothing can be kept or nothing random is at hand, there is none.
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
