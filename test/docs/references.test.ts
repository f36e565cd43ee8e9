import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import t from 'tap'

const root = join(import.meta.dirname, '../..')
const pages = globSync(['*.md', 'docs/**/*.md', 'packages/*/*.md'], { cwd: root })
const read = (page: string) => readFileSync(join(root, page), 'utf8')

/** Without blocks of code, whose brackets and backticks are not Markdown's. */
const prose = (page: string) => read(page).replace(/^```[\s\S]*?^```/gm, '')

/** The anchors of a page, as the repository's host makes them from its headings. */
function anchorsOf(page: string): string[] {
  return [...prose(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** Links of a page to files of the repository, relative to its root. */
function linksOf(page: string): { readonly path: string; readonly anchor: string | undefined }[] {
  return [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', anchor] = target.split('#')
      return { path: file === '' ? page : relative(root, join(root, dirname(page), file)), anchor }
    })
}

t.test('every page is found', async (t) => {
  t.ok(pages.includes('README.md') && pages.includes('docs/architecture.md'))
})

for (const page of pages) {
  t.test(`${page}: every link leads to a file that exists, and to a heading in it`, async (t) => {
    for (const { path, anchor } of linksOf(page)) {
      t.ok(existsSync(join(root, path)), path)
      if (anchor !== undefined) t.ok(anchorsOf(path).includes(anchor), `${path}#${anchor}`)
    }
  })

  // What the changelog names may be gone.
  if (page === 'CHANGELOG.md') continue
  t.test(`${page}: every path in it exists`, async (t) => {
    const named = [...prose(page).matchAll(/`((?:src|test|docs|scripts|packages|bench|examples)\/[^\s`]*)`/g)]
    for (const [, path = ''] of named) {
      const base = page.startsWith('packages/') ? dirname(page) : ''
      const found = [path, join(base, path)].some((each) => globSync(each, { cwd: root }).length > 0)
      t.ok(found, path)
    }
  })
}
