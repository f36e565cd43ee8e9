import { readdir, readFile } from 'node:fs/promises'
import t from 'tap'
import { errorPage } from '../../src/adapters/http/page-templates.ts'
import { PAGE_WORDS } from '../../src/pages/words.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

const PAGES = ['/', '/onboard', '/onboarding-success', '/onboarding-incomplete', '/start']
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const supportEmail = 'help@example.com'

t.test('every page names the platform and whom to contact, before its script runs', async (t) => {
  const { app } = await memoryApp(t, { supportEmail, platformName: '<b>Ada</b> & "Sons"' })
  for (const url of [...PAGES, '/no-such-page']) {
    const { body } = await app.inject({ url, headers: browser })
    t.match(body, /<bdi[^>]*>&#60;b&#62;Ada&#60;\/b&#62; &#38; &#34;Sons&#34;<\/bdi>/, url)
    t.match(body, /<a href="mailto:help@example.com">help@example.com<\/a>/, url)
    t.notMatch(body, '<b>Ada', url)
    t.match(body, /<html lang="en">/, url)
    t.match(body, /<meta name="viewport"/, url)
  }
  const { body } = await (await memoryApp(t)).app.inject('/onboard')
  t.match(body, /Please contact <bdi>Test Platform<\/bdi>\./, 'without an address, the platform')
  t.notMatch(body, 'mailto')
})

t.test('a page is in the best language that the browser asks for, or else in that of the platform', async (t) => {
  const { app } = await memoryApp(t, { locale: 'it' })
  for (const [accepted, locale] of [
    ['de-CH,de;q=0.9,en;q=0.8', 'de'],
    ['en;q=0.1, FR-ca;q=0.9', 'fr'],
    ['ja, pt;q=0.5, *;q=0.1', 'pt-BR'],
    ['es;q=0, ca', 'es'],
    ['de;q=0, ja', 'it'],
    ['de;q=x', 'it'],
    ['*', 'it'],
    [',;q=1,', 'it'],
    [`${'ja,'.repeat(500)}de`, 'it'],
    ['', 'it'],
  ] as const) {
    for (const url of [...PAGES, '/no-such-page']) {
      const headers = { ...browser, 'accept-language': accepted }
      const { body } = await app.inject({ url, headers })
      t.match(body, `<html lang="${locale}">`, `${url} for ${accepted.slice(0, 30)}`)
    }
  }
  const { body, headers } = await app.inject('/onboarding-incomplete?locale=de&status=unknown')
  t.match(body, /<html lang="de">/, 'a client that returns, and whose language is known')
  t.match(headers, { 'content-language': 'de' })
  t.match(await app.inject('/assets/words/pt-BR.json'), { statusCode: 200, body: /A Stripe precisa/ })
})

t.test('every file that a page or a script names is served', async (t) => {
  const { app } = await memoryApp(t, { ui: 'embedded' })
  const wanted = new Set<string>()
  for (const url of [...PAGES, '/onboarding-embedded']) {
    const { body } = await app.inject(url)
    for (const [, asset = ''] of body.matchAll(/(?:src|href)="(\/[^"]+)"/g)) wanted.add(asset)
  }
  for (const asset of wanted) {
    const { statusCode, body } = await app.inject(asset)
    t.equal(statusCode, 200, asset)
    for (const [, imported = ''] of body.matchAll(/from '\.\/([\w.-]+)'/g)) wanted.add(`/assets/${imported}`)
  }
  t.ok(wanted.has('/favicon.ico'))
  t.ok(wanted.has('/assets/link.js'))
  t.ok(wanted.has('/assets/embedded.js'))
})

t.test('link checkers, search engines and people who open the root get an answer', async (t) => {
  const { app } = await memoryApp(t)
  for (const url of [
    ...PAGES,
    '/robots.txt',
    '/favicon.ico',
    '/assets/onboard.js',
    '/onboard?token=obt_x',
    '/Onboard/',
    '/livez',
    '/readyz',
    '/openapi.json',
  ]) {
    const got = await app.inject({ url })
    t.equal(got.statusCode, 200, url)
    const head = await app.inject({ method: 'HEAD', url })
    t.equal(head.statusCode, 200, `HEAD ${url}`)
    t.equal(head.body, '')
    t.equal(head.headers['content-type'], got.headers['content-type'])
  }
  t.equal((await app.inject('/robots.txt')).body, 'User-agent: *\nDisallow: /\n')
})

t.test('a monitor that sends HEAD learns whether the service is ready', async (t) => {
  const { app } = await memoryApp(t, { isReady: async () => false })
  const head = await app.inject({ method: 'HEAD', url: '/readyz' })
  t.match(head, { statusCode: 503, body: '', headers: { 'retry-after': '2' } })
})

t.test('HEAD has no effect and finds nothing where GET has one', async (t) => {
  const { app, invite } = await memoryApp(t)
  const { token } = await invite()
  for (const url of [
    `/api/v1/onboard-client?token=${token}`,
    '/api/v1/connect/callback?state=x',
    '/api/v1/connect/refresh?state=x',
  ]) {
    t.equal((await app.inject({ method: 'HEAD', url })).statusCode, 404, url)
  }
})

t.test('the page of a link is found at what programs and people make of its address', async (t) => {
  const { app } = await memoryApp(t)
  const { body } = await app.inject('/onboard')
  for (const url of [
    '/onboard/',
    '/Onboard',
    '/ONBOARD/?utm_source=x',
    '/onboard%23token=obt_x',
    '/onboard/%23token=obt_x',
    '/onboard%2523token=obt_x',
    '/onboard%',
    '/onboard%20',
    '/onboard).',
    '/onboard&utm_source=x',
    '/onboard/index.html',
  ]) {
    const page = await app.inject({ url, headers: browser })
    t.match(page, { statusCode: 200, body }, url)
  }
  for (const url of ['/onboards', '/onboarding', '/onboard-client', '/api/v1/onboard', '/api/onboard']) {
    t.equal((await app.inject({ url })).statusCode, 404, url)
  }
})

t.test('a browser gets a page for an address that does not exist, and a program gets a problem', async (t) => {
  const { app } = await memoryApp(t)
  const page = await app.inject({ url: '/no-such-page', headers: browser })
  t.match(page, { statusCode: 404, body: /There is no such page/ })
  t.match(page.headers['content-type'], /^text\/html/)
  t.match(page.headers['content-security-policy'], /style-src 'self'/)
  for (const request of [
    { url: '/no-such-page' },
    { url: '/api/v1/no-such-route', headers: browser },
    { url: '/no-such-page', method: 'POST', headers: browser },
  ] as const) {
    t.match((await app.inject(request)).json(), { status: 404, code: 'NOT_FOUND' })
  }
})

t.test('a person whose request fails gets a page in its language, and a program the problem', async (t) => {
  const { app } = await memoryApp(t, { supportEmail, isReady: async () => false })
  for (const [url, status, title] of [
    ['/%zz', 404, 'Diese Seite gibt es nicht'],
    ['/assets/accent/red.css', 404, 'Diese Seite gibt es nicht'],
  ] as const) {
    const page = await app.inject({ url, headers: { ...browser, 'accept-language': 'de' } })
    t.match(page, { statusCode: status, body: title, headers: { 'content-language': 'de' } }, url)
    t.match(page.headers['content-security-policy'], /script-src 'self'/, url)
    t.match(page.body, supportEmail, url)
    t.match((await app.inject(url)).json(), { status }, `${url} for a program`)
  }
  for (const [url, status] of [
    ['/metrics', 401],
    ['/readyz', 503],
    ['/api/v1/clients', 401],
  ] as const)
    t.match((await app.inject({ url, headers: browser })).json(), { status }, `${url} is not for people`)
})

t.test('every kind of failure has words for people', async (t) => {
  const branding = { locale: 'en', platformName: 'Acme' } as const
  for (const [status, title] of [
    [400, 'This address is not valid'],
    [404, 'There is no such page'],
    [413, 'This address is not valid'],
    [429, 'Too many attempts'],
    [431, 'This address is not valid'],
    [500, 'Something went wrong'],
    [502, 'Something went wrong'],
    [503, 'We cannot answer right now'],
  ] as const)
    t.match(errorPage(status, branding, 'en'), title, `${status}`)
})

t.test('return URLs work with what is added to them, and other routes refuse unknown parameters', async (t) => {
  const { app, provider } = await memoryApp(t, {
    provider: (memory) => ({
      ...memory,
      createAccountLink: async (request, signal) => {
        states.push(
          ...[request.returnUrl, request.refreshUrl].map((url) => new URL(url).searchParams.get('state') ?? ''),
        )
        return memory.createAccountLink(request, signal)
      },
    }),
  })
  const states: string[] = []
  const invited = await app.inject({
    method: 'POST',
    url: '/api/v1/clients',
    headers: asAdmin,
    payload: { name: 'Ada', email: 'ada@example.com' },
  })
  await app.inject({ url: '/api/v1/onboard-client', query: { token: invited.json().onboarding.token } })
  t.equal(provider.accounts().length, 1)
  for (const [route, state] of [
    ['callback', states[0]],
    ['refresh', states[1]],
  ] as const) {
    const url = `/api/v1/connect/${route}?state=${state}&fbclid=1&utm_source=x`
    const { headers, statusCode } = await app.inject({ url, headers: browser })
    t.equal(statusCode, 303, route)
    t.notMatch(headers.location, /status=(invalid|unknown)/, route)
  }
  for (const url of ['/api/v1/clients?utm_source=x', '/api/v1/clients/import?fbclid=1']) {
    const method = url.includes('import') ? 'POST' : 'GET'
    const refused = await app.inject({
      method,
      url,
      headers: { ...asAdmin, 'content-type': 'text/csv' },
      ...(method === 'POST' && { payload: 'name\n' }),
    })
    t.match(refused.json(), { status: 400, code: 'VALIDATION_FAILED' }, url)
  }
  const posted = await app.inject({
    method: 'POST',
    url: '/api/v1/onboard-client',
    payload: { token: 'x', utm_source: 'x' },
  })
  t.equal(posted.statusCode, 400)
})

/** Newer than the browsers that people still use; a module with such syntax does not even start there. */
const TOO_NEW =
  /\?\?|\?\.[a-z]|\.toSorted|\.at\(|replaceChildren|AbortSignal|randomUUID|structuredClone|flatMap|replaceAll|Object\.hasOwn|\.\.\.\w+ }|{ \.\.\.|^await |light-dark|color-mix|:has\(|(?<!max-)width: min\(/m

t.test('the scripts and the style use nothing that is missing in older browsers', async (t) => {
  const folder = new URL('../../src/adapters/http/pages/', import.meta.url)
  for (const file of await readdir(folder)) {
    const text = await readFile(new URL(file, folder), 'utf8')
    const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    t.equal(TOO_NEW.exec(code)?.[0], undefined, file)
  }
})

t.test('a page that does not exist leads to a new link, and no page does where no emails are sent', async (t) => {
  const headers = { ...browser, 'accept-language': 'de' }
  const bodyOf = async (options: { mails: boolean }, url: string) =>
    (await (await memoryApp(t, options)).app.inject({ url, headers })).body
  const { title } = PAGE_WORDS.de.start.ask
  const link = new RegExp(`<p id="start" *>\\s*<a href="/start\\?platform=default&amp;locale=de">${title}</a>`)
  t.match(await bodyOf({ mails: true }, '/no-such-page'), link)
  for (const url of [...PAGES, '/no-such-page']) t.notMatch(await bodyOf({ mails: false }, url), 'href="/start')
})
