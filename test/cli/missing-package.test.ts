import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readdir, rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { hintForMissingModule } from '../../src/adapters/cli/missing-module.ts'
import { inherited } from '../support/inherited.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ROOT = join(import.meta.dirname, '../..')

/** A copy of the project whose packages are links to the installed ones, each of which can be taken away. */
async function copyOfProject(): Promise<string> {
  const folder = await temporaryFolder()
  for (const part of ['package.json', 'src', 'packages/stripe-simulator/src']) {
    await cp(join(ROOT, part), join(folder, part), { recursive: true })
  }
  const modules = join(folder, 'node_modules')
  await mkdir(modules)
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('@')) {
      await symlink(join(ROOT, 'node_modules', name), join(modules, name))
      continue
    }
    await mkdir(join(modules, name))
    for (const scoped of await readdir(join(ROOT, 'node_modules', name))) {
      await symlink(join(ROOT, 'node_modules', name, scoped), join(modules, name, scoped))
    }
  }
  return folder
}

const DEMO = /The demo and the simulator are in the repository/

const MISSING: readonly (readonly [what: string, command: string, told: RegExp])[] = [
  [
    'node_modules/@fastify/csrf-protection',
    'serve',
    /The package @fastify\/csrf-protection is not installed: run "npm ci"/,
  ],
  [
    'node_modules/@fastify/csrf-protection',
    'demo',
    /The package @fastify\/csrf-protection is not installed: run "npm ci"/,
  ],
  ['node_modules/commander', 'serve', /The package commander is not installed: run "npm ci"/],
  ['node_modules/pino', 'migrate', /The package pino is not installed: run "npm ci"/],
  ['packages/stripe-simulator', 'simulator', DEMO],
]

t.test('a package that is missing is named, with what to do', async (t) => {
  const folder = await copyOfProject()
  for (const [what, command, told] of MISSING) {
    await rename(join(folder, what), join(folder, 'away'))
    // Without tap's own hooks, which every child process gets through NODE_OPTIONS.
    const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, join(folder, 'src/bin.js'), command], {
      cwd: folder,
      env: inherited(),
      timeout: 60_000,
    })
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
    t.equal(code, 1, `${command} without ${what}`)
    t.match(stderr, told)
    t.equal(DEMO.test(stderr), told === DEMO)
    t.notMatch(stderr, /\n {4}at /, 'no stack')
    await rename(join(folder, 'away'), join(folder, what))
  }
})

t.test('only a missing module is explained so, wherever in a package it is', async (t) => {
  const hint = (code: string, message: string) => hintForMissingModule(Object.assign(new Error(message), { code }))
  const installed = (name: string) =>
    `The package ${name} is not installed: run "npm ci" in the folder of connect-onboarding.`
  t.equal(hint('MODULE_NOT_FOUND', "Cannot find module 'ret'\nRequire stack:\n- /x/y.js"), installed('ret'))
  const file = '/srv/node_modules/fastify/node_modules/@fastify/error/index.js'
  t.equal(hint('ERR_MODULE_NOT_FOUND', `Cannot find module '${file}' imported from /x.js`), installed('@fastify/error'))
  t.equal(hint('ERR_MODULE_NOT_FOUND', "Cannot find module '/srv/src/gone.ts' imported from /x.js"), undefined)
  t.equal(hint('ENOENT', "Cannot find package 'pg'"), undefined)
})
