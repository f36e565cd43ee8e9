import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import manifest from '../../package.json' with { type: 'json' }
import { startDemo } from '../support/demo-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ROOT = join(import.meta.dirname, '../..')
const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], npm_config_update_notifier: 'false' }

/** Without tap's own hooks, which tap gives every child by NODE_OPTIONS, and which the compiler does not bear. */
const run = (program: string, args: string[], options: { cwd: string; env?: NodeJS.ProcessEnv }) =>
  promisify(execFile)('env', ['-u', 'NODE_OPTIONS', program, ...args], { env, timeout: 120_000, ...options })

/** A project with the packed package and what that depends on, and nothing else. */
async function projectWithPackage(): Promise<string> {
  const project = await temporaryFolder()
  t.teardown(() => rm(project, { recursive: true, force: true }))
  const modules = join(project, 'node_modules')
  await run('npm', ['pack', '--silent', '--pack-destination', project], { cwd: ROOT })
  await run('tar', ['-xzf', `${manifest.name}-${manifest.version}.tgz`], { cwd: project })
  await mkdir(modules)
  await rename(join(project, 'package'), join(modules, manifest.name))
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(join(ROOT, 'node_modules', name), join(modules, name))
  }
  return project
}

t.test('the packed package runs below node_modules, with nothing but its dependencies', async (t) => {
  const project = await projectWithPackage()
  const packed = join(project, 'node_modules', manifest.name)
  const bin = join(packed, manifest.bin['connect-onboarding'])

  const help = await run(process.execPath, [bin, '--help'], { cwd: project })
  t.match(help.stdout, /Usage: connect-onboarding/)
  const version = await run(process.execPath, [bin, '--version'], { cwd: project })
  t.equal(version.stdout, `${manifest.version}\n`)

  const demo = await startDemo(t, { program: bin })
  const { status, body } = await demo.ask('POST', '/api/v1/clients', { name: 'Ada', email: 'ada@example.com' })
  t.equal(status, 201)
  t.equal((await fetch(body.onboarding.url)).status, 200, 'its pages are in the package, too')
  t.equal((await fetch(`${demo.simulatorUrl}/`)).status, 200)
  const shown = await run(process.execPath, [bin, 'admin', 'clients', 'show', body.client.id, '--json'], {
    cwd: project,
    env: { PATH: process.env['PATH'], DATA_DIR: demo.dataDir },
  })
  t.match(JSON.parse(shown.stdout), { client: { email: 'ada@example.com' } })
  await demo.stop()

  const use = `import { createOnboardingClient } from '${manifest.name}/client'
    console.log(typeof createOnboardingClient({ baseUrl: 'http://localhost' }).POST)`
  const imported = await run(process.execPath, ['--input-type=module', '--eval', use], { cwd: project })
  t.equal(imported.stdout, 'function\n')
  await writeFile(
    join(project, 'use.mts'),
    `import { createOnboardingClient } from '${manifest.name}/client'
     const client = createOnboardingClient({ baseUrl: 'http://localhost' })
     const { data } = await client.POST('/api/v1/onboard-client/preview', { body: { token: 'x' } })
     export const status: string | undefined = data?.status
     // @ts-expect-error the types come along, so that this is none of its paths
     await client.POST('/api/v1/nothing')`,
  )
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', '']
  await run(process.execPath, [tsc, ...options, 'use.mts'], { cwd: project })
})

t.test('a Node that is too old is told so, and what to do', async (t) => {
  const pretend = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.1.0" } })'
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, 'src/bin.js'],
    {
      cwd: ROOT,
      env: { ...env, HOST: '0.0.0.0' }, // nothing that a demo would listen on, should it come to one
      timeout: 30_000,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()))
  const [code] = (await once(child, 'close')) as [number]
  t.equal(code, 1)
  t.match(said, /needs Node 24 or newer, and this is Node 20\.1\.0/)
  t.match(said, /npm ci/)
  const lines = (await readFile(join(ROOT, 'src/bin.js'), 'utf8'))
    .split('\n')
    .filter((line) => !/^(#!|\/\/)/.test(line))
  t.notMatch(lines.join('\n'), /\b(const|let|async|await)\b|=>|\?\.|`/, 'in words that an old Node understands')
})
