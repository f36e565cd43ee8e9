// `npm pack` runs this script. It builds dist/, because Node strips no types below node_modules. The packages are
// compiled into it, so that the service can be installed as one file, whether or not the packages are published.
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from './compile.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

rmSync(dist, { recursive: true, force: true })
compile('tsconfig.build.json')
// The types of the exports; no other modules are imported from outside.
compile('tsconfig.client.json')
cpSync(join(root, 'src'), join(dist, 'src'), {
  // Copies the pages and other files that are read at run time. bin.js is compiled, because it contains an import.
  recursive: true,
  filter: (path) => statSync(path).isDirectory() || !/\.ts$|\/src\/bin\.js$/.test(path.replaceAll('\\', '/')),
})
// The compiler has copied the manifest, whose `imports` (#stripe-simulator …) name TypeScript files.
const manifest = join(dist, 'package.json')
writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/("#.*)\.ts"/g, '$1.js"'))
