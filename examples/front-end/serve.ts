// Serves the example: node examples/front-end/serve.ts, next to a service with FRONTEND_ORIGIN=http://localhost:5173.
// Nothing is bundled: the page's import map names these files.
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'

const read = (url: string | URL) => readFileSync(fileURLToPath(url), 'utf8')
const script = 'text/javascript; charset=utf-8'

/** Answers with the page and its modules, for a service at `api`. */
export function exampleFrontEnd(api: string): RequestListener {
  const page = read(new URL('onboard.html', import.meta.url)).replace('http://localhost:4242', api)
  const client = stripTypeScriptTypes(read(new URL('../../packages/client/src/onboarding-client.ts', import.meta.url)))
  const files: Partial<Record<string, readonly [type: string, content: string]>> = {
    '/onboard': ['text/html; charset=utf-8', page],
    '/client.js': [script, client],
    '/openapi-fetch.js': [script, read(import.meta.resolve('openapi-fetch'))],
  }
  return (request, response) => {
    const [type, content] = files[new URL(request.url ?? '/', 'http://localhost').pathname] ?? []
    if (type === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': type }).end(content)
  }
}

if (import.meta.main) {
  const port = 5173
  createServer(exampleFrontEnd('http://localhost:4242')).listen(port, '127.0.0.1', () => {
    console.log(`listening: links of a service with FRONTEND_ORIGIN=http://localhost:${port} lead here`)
  })
}
