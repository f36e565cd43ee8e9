// <onboarding-notice service="https://api.example.com" token-url="/notice-token" href="/continue">: shows a client, in the
// platform's own page, what is due. Plain JavaScript below 5 KB, so that a page can load this file as it is. Colours follow
// the `color-scheme` of the page, and custom properties such as --onboarding-notice-background change them.

const NAME = 'onboarding-notice'

const STYLE = `
:host { display: block; font: inherit }
:host([hidden]) { display: none }
section {
  display: flex; flex-wrap: wrap; gap: .75em 1em; align-items: center; justify-content: space-between;
  padding: .75em 1em; overflow-wrap: anywhere;
  color: var(--${NAME}-color, light-dark(#1a1f36, #f0f2f5));
  background: var(--${NAME}-background, light-dark(#f6f8fa, #22262e));
  border: 1px solid var(--${NAME}-border, light-dark(#c1c9d2, #4a515e));
  border-inline-start: .3em solid var(--${NAME}-accent, light-dark(#5469d4, #8fa2ff));
  border-radius: var(--${NAME}-radius, .4em);
}
.urgent { border-inline-start-color: var(--${NAME}-urgent, light-dark(#b3093c, #ff8098)) }
p { flex: 1 1 16em; margin: 0 }
a { color: var(--${NAME}-link, light-dark(#3d4eac, #a9b8ff)); font-weight: 600 }`

/** A server that renders pages has no elements, and may load this file as well. */
const Element = globalThis.HTMLElement ?? Object

/** Events: `notice` with the notice in `detail` when it is shown, `notice-failed` with the reason when it is not. */
export class OnboardingNotice extends Element {
  static observedAttributes = ['service', 'token', 'token-url', 'href']
  #loading = new AbortController()
  #root

  connectedCallback() {
    if (this.#root === undefined) {
      const style = new CSSStyleSheet()
      style.replaceSync(STYLE)
      this.#root = this.attachShadow({ mode: 'open' })
      this.#root.adoptedStyleSheets = [style]
    }
    void this.refresh()
  }

  disconnectedCallback() {
    this.#loading.abort()
  }

  attributeChangedCallback() {
    if (this.#root !== undefined && this.isConnected) void this.refresh()
  }

  /** Loads the notice again. */
  async refresh() {
    this.#loading.abort()
    const { signal } = (this.#loading = new AbortController())
    // Attributes that are set one after the other are one change.
    await Promise.resolve()
    if (signal.aborted) return
    try {
      const notice = await this.#notice(signal)
      if (!signal.aborted) this.#show(notice)
    } catch (error) {
      if (signal.aborted) return
      this.hidden = true
      this.dispatchEvent(new CustomEvent('notice-failed', { detail: String(error?.message ?? error) }))
    }
  }

  async #notice(signal) {
    const tokenUrl = this.getAttribute('token-url')
    const noticeToken = tokenUrl === null ? this.getAttribute('token') : (await posted(tokenUrl, {}, signal)).token
    const service = (this.getAttribute('service') ?? '').replace(/\/+$/, '')
    return posted(`${service}/api/v1/notice`, { noticeToken }, signal)
  }

  /** Everything is set as text, so nothing in a notice is markup. */
  #show(notice) {
    const { level, words, action, locale } = notice
    this.hidden = level === 'none'
    const section = document.createElement('section')
    section.className = level
    section.lang = locale
    section.setAttribute('role', 'status')
    const text = section.appendChild(document.createElement('p'))
    text.textContent = words
    const href = this.getAttribute('href')
    if (action !== null && href !== null && /^https?:$/.test(new URL(href, document.baseURI).protocol)) {
      const link = section.appendChild(document.createElement('a'))
      link.href = href
      link.textContent = action.label
    }
    this.#root.replaceChildren(section)
    this.dispatchEvent(new CustomEvent('notice', { detail: notice }))
  }
}

async function posted(url, body, signal) {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal, cache: 'no-store' })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  return answer.json()
}

if (globalThis.customElements?.get(NAME) === undefined) globalThis.customElements?.define(NAME, OnboardingNotice)
