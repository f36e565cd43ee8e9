// `npm pack` in a folder of packages/ runs this script there. It builds dist/, because Node strips no types below
// node_modules.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from './compile.ts'

const folder = process.cwd()
rmSync(join(folder, 'dist'), { recursive: true, force: true })
compile(join(folder, 'tsconfig.build.json'))
