/** A key of the configuration that seals the sessions of the console. */
export const CONSOLE_KEY = '3b8e1f70a9d24c56b1f08e7d5a3c9246'

/** An answer, as far as a browser minds. */
interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
  readonly cookies: readonly { readonly name: string; readonly value: string }[]
}

interface Request {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Record<string, string>
  readonly payload?: string
}

/** What Chromium sends with every page that it asks for. */
const NAVIGATION = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'sec-fetch-site': 'same-origin' }

interface Sent {
  readonly headers?: Record<string, string | undefined>
  /** Fields that replace those of the form; `undefined` leaves one out. */
  readonly fields?: Record<string, string | readonly string[] | undefined>
}

const unescaped = (text: string) => text.replaceAll(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)))

/** The forms of a page, each with its fields as they are. */
export function formsOf(body: string) {
  return [...body.matchAll(/<form\b[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].map(([, action = '', inside = '']) => {
    const fields = new URLSearchParams()
    for (const [input] of inside.matchAll(/<(?:input|button)\b[^>]*>/gs)) {
      const attribute = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(input)?.[1]
      if (attribute('name') === undefined || (attribute('type') === 'checkbox' && !/\bchecked\b/.test(input))) continue
      if (input.startsWith('<button')) continue
      fields.append(attribute('name') ?? '', unescaped(attribute('value') ?? ''))
    }
    return { action: unescaped(action), fields, text: inside }
  })
}

/** A browser without a script, at the console of an app: it keeps cookies, and sends the forms of pages. */
export function consoleBrowser<A extends Answer>(
  app: { inject(request: Request): PromiseLike<A> },
  host = 'api.example.com',
) {
  const cookies = new Map<string, string>()

  async function ask(method: Request['method'], url: string, headers: Sent['headers'] = {}, payload?: string) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const all = Object.entries({ host, ...NAVIGATION, ...(cookie !== '' && { cookie }), ...headers })
    const given = all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
    const request = { method, url, headers: Object.fromEntries(given), ...(payload !== undefined && { payload }) }
    const response = await app.inject(request)
    for (const { name, value } of response.cookies) {
      if (value === '') cookies.delete(name)
      else cookies.set(name, encodeURIComponent(value))
    }
    return response
  }

  const get = (url: string, headers: Sent['headers'] = {}) => ask('GET', url, headers)

  /** Sends the form of a page that is sent to this address. */
  async function send(page: Answer, action: string | RegExp, { fields = {}, headers = {} }: Sent = {}) {
    const forms = formsOf(page.body)
    const form = forms.find((each) => (typeof action === 'string' ? each.action === action : action.test(each.action)))
    if (form === undefined)
      throw new Error(`no form for ${String(action)} among ${forms.map((each) => each.action).join(' ')}`)
    for (const [name, value] of Object.entries(fields)) {
      form.fields.delete(name)
      for (const each of value === undefined ? [] : [value].flat()) form.fields.append(name, each)
    }
    const sent = {
      origin: `http${host.startsWith('localhost') ? '' : 's'}://${host}`,
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    }
    return ask('POST', form.action, sent, form.fields.toString())
  }

  return {
    cookies,
    get,
    send,
    /** Sends an empty form to an address. */
    post: (url: string, headers: Sent['headers'] = {}) =>
      ask('POST', url, { 'content-type': 'application/x-www-form-urlencoded', ...headers }, ''),
    /** The page that a redirect leads to. */
    follow: (response: Answer) => get(String(response.headers['location'])),
    signIn: async (key: string, url = '/console/sign-in') =>
      send(await get(url), '/console/sign-in', { fields: { key } }),
  }
}

/** A service that listens, as an app for {@link consoleBrowser}. */
export const listeningAt = (url: string) => ({
  inject: async ({ payload, url: path, ...request }: Request): Promise<Answer> => {
    const body = payload === undefined ? {} : { body: payload }
    const response = await fetch(`${url}${path}`, { ...request, ...body, redirect: 'manual' })
    const cookies = response.headers.getSetCookie().map((cookie) => {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      return { name, value: decodeURIComponent(value) }
    })
    const headers = Object.fromEntries(response.headers)
    return { statusCode: response.status, headers, body: await response.text(), cookies }
  },
})
