// `npm pack` runs it: makes dist/, because Node strips no types below node_modules. The packages are compiled into it,
// so that the service is one file to install, whether or not they are published.
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from './compile.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

rmSync(dist, { recursive: true, force: true })
compile('tsconfig.build.json')
// The types of what is exported; nothing else is imported from outside.
compile('tsconfig.client.json')
cpSync(join(root, 'src'), join(dist, 'src'), {
  // Pages and all else that the code reads at run time; bin.js was compiled, because it imports.
  recursive: true,
  filter: (path) => statSync(path).isDirectory() || !/\.ts$|\/src\/bin\.js$/.test(path.replaceAll('\\', '/')),
})
// The compiler has copied the manifest, whose `imports` (#stripe-simulator …) name TypeScript files.
const manifest = join(dist, 'package.json')
writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/("#.*)\.ts"/g, '$1.js"'))
