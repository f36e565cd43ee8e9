// `npm pack` runs it: makes dist/, because Node strips no types below node_modules.
import { execFileSync } from 'node:child_process'
import { cpSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const compile = (project: string) => {
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], {
    cwd: root,
    stdio: 'inherit',
  })
}

rmSync(join(root, 'dist'), { recursive: true, force: true })
compile('tsconfig.build.json')
// The types of what is exported; nobody imports the rest.
compile('tsconfig.client.json')
for (const folder of ['src', 'stripe-simulator']) {
  // Pages and all else that the code reads at run time; bin.js was compiled, because it imports.
  cpSync(join(root, folder), join(root, 'dist', folder), {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || !/\.ts$|\/src\/bin\.js$/.test(path.replaceAll('\\', '/')),
  })
}
