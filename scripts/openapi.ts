// `npm run openapi` writes docs/openapi.json from the routes, and the generated parts of both clients from that, and
// docs/events. With --check it writes nothing, and fails if one of them is outdated. With --keep it also writes docs/api-versions, see CONTRIBUTING.md.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { API_VERSION } from '../src/api/api-version.ts'
import { eventPages } from './event-pages.ts'
import { keptDocument } from './kept-document.ts'
import { openApiDocument } from './openapi-document.ts'
import { pythonFiles } from './python/client.ts'
import { repeatablePosts } from './repeatable-posts.ts'

const root = join(import.meta.dirname, '..')
const generator = join(root, 'tools/openapi-types/node_modules/.bin/openapi-typescript')

const document = await openApiDocument()
const files = [
  { path: 'docs/openapi.json', content: document },
  { path: 'packages/client/src/api.ts', content: typesOf(document) },
  { path: 'packages/client/src/repeatable.ts', content: repeatablePosts(document) },
  ...pythonFiles(document),
  ...eventPages(),
]
if (process.argv.includes('--keep')) {
  files.push({ path: `docs/api-versions/${API_VERSION}.json`, content: keptDocument(document) })
}
const isWritten = ({ path, content }: { path: string; content: string }) =>
  existsSync(join(root, path)) && readFileSync(join(root, path), 'utf8') === content

if (process.argv.includes('--check')) {
  const old = files.filter((file) => !isWritten(file))
  for (const { path } of old) console.error(`${path} is not what the routes say: npm run openapi`)
  process.exitCode = old.length === 0 ? 0 : 1
} else {
  for (const { path, content } of files) writeFileSync(join(root, path), content)
  console.log(files.map(({ path }) => `wrote ${relative(process.cwd(), join(root, path))}`).join('\n'))
}

function typesOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'))
  try {
    const input = join(folder, 'openapi.json')
    const output = join(folder, 'api.ts')
    writeFileSync(input, text)
    // Run in its own folder, which has no redocly.yaml: that file is for the linter.
    execFileSync(generator, [input, '--output', output], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    return readFileSync(output, 'utf8')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
