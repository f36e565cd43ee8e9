// Serves the example: npm run example:embedded, next to a service with FRONTEND_ORIGIN=http://localhost:5173, its keys of
// a Stripe sandbox, and STRIPE_PUBLISHABLE_KEY. Nothing is bundled: the page's import map names these files.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import { exampleFrontEnd } from '../front-end/serve.ts'

const read = (url: string | URL) => readFileSync(fileURLToPath(url), 'utf8')
const file = (name: string) => read(new URL(name, import.meta.url))

const STRIPE = 'https://connect-js.stripe.com https://js.stripe.com'

/** What a page with Stripe's form has to allow, and nothing else. */
function headersFor(api: string, html: string) {
  const [, importMap = ''] = /<script type="importmap">(.*?)<\/script>/s.exec(html) ?? []
  const hash = createHash('sha256').update(importMap).digest('base64')
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      // Without an import map, as with a bundler, there is no need of a hash.
      `script-src 'self' 'sha256-${hash}' ${STRIPE}`,
      `frame-src ${STRIPE}`,
      `connect-src ${api} https://*.stripe.com`,
      `img-src 'self' https://*.stripe.com`,
      // Of a style that Stripe's script adds.
      `style-src 'self' 'sha256-0hAheEzaMe6uXIKV4EehS9pu1am1lj/KnnzrOYqckXk='`,
    ].join('; '),
    // Clients sign in to Stripe in a popup, which same-origin would cut off.
    'cross-origin-opener-policy': 'same-origin-allow-popups',
    // Stripe wants to know the origin; a link in the address is not part of it.
    'referrer-policy': 'strict-origin',
  }
}

/** Answers with the page and its modules, and with the pages that clients return to from Stripe's own. */
export function embeddedExample(api: string): RequestListener {
  const others = exampleFrontEnd(api)
  const html = file('onboard.html').replace('http://localhost:4242', api)
  const page = headersFor(new URL(api).origin, html)
  const script = { 'content-type': 'text/javascript; charset=utf-8' }
  const modules = ['onboard.ts', 'page.ts', 'messages.ts', 'stripe-form.ts'].map(
    (name) => [`/embedded/${name}`, [script, stripTypeScriptTypes(file(name))]] as const,
  )
  const files: Partial<Record<string, readonly [headers: Record<string, string>, content: string]>> = {
    ...Object.fromEntries(modules),
    '/onboard': [page, html],
    '/front-end/token.js': [script, file('../front-end/token.js')],
    '/connect.js': [script, read(import.meta.resolve('@stripe/connect-js/dist/pure.esm.js'))],
  }
  return (request, response) => {
    const [headers, content] = files[new URL(request.url ?? '/', 'http://localhost').pathname] ?? []
    if (headers === undefined) others(request, response)
    else response.writeHead(200, headers).end(content)
  }
}

if (import.meta.main) {
  const { EXAMPLE_PORT: port = '5173', API_BASE_URL: api = 'http://localhost:4242' } = process.env
  createServer(embeddedExample(api.replace(/\/+$/, '')))
    .on('error', ({ message }) => {
      console.error(`${message}\nEXAMPLE_PORT chooses another port.`)
      process.exitCode = 1
    })
    .listen(Number(port), '127.0.0.1', () => {
      console.log(`listening: links of a service with FRONTEND_ORIGIN=http://localhost:${port} lead here`)
    })
}
