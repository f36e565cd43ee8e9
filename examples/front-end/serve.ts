// Serves the example: npm run example, next to a service with FRONTEND_ORIGIN=http://localhost:5173.
// Nothing is bundled: the page's import map names these files.
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'

const read = (url: string | URL) => readFileSync(fileURLToPath(url), 'utf8')
const file = (name: string) => read(new URL(name, import.meta.url))
const page = 'text/html; charset=utf-8'
const script = 'text/javascript; charset=utf-8'

/** Answers with the pages and their modules, for a service at `api`. */
export function exampleFrontEnd(api: string): RequestListener {
  const client = (name: string) => stripTypeScriptTypes(file(`../../packages/client/src/${name}`))
  const files: Partial<Record<string, readonly [type: string, content: string]>> = {
    '/onboard': [page, file('onboard.html').replace('http://localhost:4242', api)],
    '/onboarding-success': [page, file('onboarding-success.html')],
    '/onboarding-incomplete': [page, file('onboarding-incomplete.html')],
    '/token.js': [script, file('token.js')],
    '/style.css': ['text/css; charset=utf-8', file('style.css')],
    '/onboarding-client.ts': [script, client('onboarding-client.ts')],
    '/retrying.ts': [script, client('retrying.ts')],
    '/repeatable.ts': [script, client('repeatable.ts')],
    '/openapi-fetch.js': [script, read(import.meta.resolve('openapi-fetch'))],
  }
  return (request, response) => {
    const [type, content] = files[new URL(request.url ?? '/', 'http://localhost').pathname] ?? []
    if (type === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': type }).end(content)
  }
}

if (import.meta.main) {
  const { EXAMPLE_PORT: port = '5173', API_BASE_URL: api = 'http://localhost:4242' } = process.env
  createServer(exampleFrontEnd(api.replace(/\/+$/, '')))
    .on('error', ({ message }) => {
      console.error(`${message}\nEXAMPLE_PORT chooses another port.`)
      process.exitCode = 1
    })
    .listen(Number(port), '127.0.0.1', () => {
      console.log(`listening: links of a service with FRONTEND_ORIGIN=http://localhost:${port} lead here`)
    })
}
