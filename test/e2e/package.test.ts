import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import manifest from '../../package.json' with { type: 'json' }
import simulatorManifest from '../../packages/stripe-simulator/package.json' with { type: 'json' }
import { startDemo } from '../support/demo-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ROOT = join(import.meta.dirname, '../..')
const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], npm_config_update_notifier: 'false' }

/** Without tap's own hooks, which tap gives every child by NODE_OPTIONS, and which the compiler does not bear. */
const run = (program: string, args: string[], options: { cwd: string; env?: NodeJS.ProcessEnv }) =>
  promisify(execFile)('env', ['-u', 'NODE_OPTIONS', program, ...args], { env, timeout: 120_000, ...options })

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies: object
  readonly optionalDependencies?: object
}

/** A project with the packed package of that folder and what the package depends on, and nothing else. */
async function projectWithPackage(folder: string, manifest: Manifest): Promise<{ project: string; packed: string }> {
  const project = await temporaryFolder()
  t.teardown(() => rm(project, { recursive: true, force: true }))
  const modules = join(project, 'node_modules')
  const packed = join(modules, manifest.name)
  await run('npm', ['pack', '--silent', '--pack-destination', project], { cwd: folder })
  const tarball = `${manifest.name.replace(/^@/, '').replace('/', '-')}-${manifest.version}.tgz`
  await run('tar', ['-xzf', tarball], { cwd: project })
  await mkdir(dirname(packed), { recursive: true })
  await rename(join(project, 'package'), packed)
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(join(ROOT, 'node_modules', name), join(modules, name))
  }
  return { project, packed }
}

async function output(program: string, cwd: string): Promise<string> {
  return (await run(process.execPath, ['--input-type=module', '--eval', program], { cwd })).stdout
}

/** Fails with the compiler's output unless the text is correctly typed in that project. */
async function compiles(text: string, project: string): Promise<void> {
  await writeFile(join(project, 'use.mts'), text)
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', '']
  await run(process.execPath, [tsc, ...options, 'use.mts'], { cwd: project })
}

const USE_OF_CLIENT = {
  program: `import { createOnboardingClient } from 'connect-onboarding/client'
    console.log(typeof createOnboardingClient({ baseUrl: 'http://localhost' }).POST)`,
  types: `import { createOnboardingClient } from 'connect-onboarding/client'
    const client = createOnboardingClient({ baseUrl: 'http://localhost' })
    const { data } = await client.POST('/api/v1/onboard-client/preview', { body: { token: 'x' } })
    export const status: string | undefined = data?.status
    // @ts-expect-error the types come along, so that this is none of its paths
    await client.POST('/api/v1/nothing')`,
}

t.test('the packed package runs below node_modules, with nothing but its dependencies', async (t) => {
  const { project, packed } = await projectWithPackage(ROOT, manifest)
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

  t.equal(await output(USE_OF_CLIENT.program, project), 'function\n')
  await compiles(USE_OF_CLIENT.types, project)
})

t.test('the simulator packed alone runs, as a program and in a test, and is typed', async (t) => {
  const { project, packed } = await projectWithPackage(join(ROOT, 'packages/stripe-simulator'), simulatorManifest)
  const { name, bin } = simulatorManifest

  const server = spawn(process.execPath, [join(packed, bin['stripe-simulator'])], {
    cwd: project,
    env: { PATH: process.env['PATH'], SIMULATOR_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => server.kill('SIGKILL'))
  const [greeting] = (await once(server.stdout, 'data')) as [Buffer]
  const url = /listens on (http:\S+)/.exec(greeting.toString())?.[1]
  t.equal((await fetch(`${url}/_simulator/health`)).status, 200)
  server.kill()

  const program = `import { controlClient, startSimulator } from '${name}'
    const { url, simulator, close } = await startSimulator()
    await controlClient(url).faults.add({ route: 'accounts.create', fault: { kind: 'reset', when: 'after' } })
    console.log((await simulator.faults.list()).length)
    await close()`
  t.equal(await output(program, project), '1\n')
  await compiles(
    `import { type Fault, startSimulator } from '${name}'
     const fault: Fault = { kind: 'latency', ms: 5 }
     const { simulator } = await startSimulator()
     await simulator.faults.add({ route: '*', fault })
     simulator.onAccountUpdated(({ account }) => console.log(account.id.length))
     // @ts-expect-error the types come along, so that this is none of its routes
     await simulator.faults.add({ route: 'charges.create', fault })`,
    project,
  )
})

t.test('a Node that is too old gets an error with advice', async (t) => {
  const { code, said } = await onNode20(ROOT)
  t.equal(code, 1)
  t.match(said, /needs Node 24 or newer, and this is Node 20\.1\.0/)
  t.match(said, /"npm ci" brings a new one along/)
  const lines = (await readFile(join(ROOT, 'src/bin.js'), 'utf8'))
    .split('\n')
    .filter((line) => !/^(#!|\/\/)/.test(line))
  t.notMatch(lines.join('\n'), /\b(const|let|async|await)\b|=>|\?\.|`/, 'in words that an old Node understands')
})

t.test('where npm ran no install scripts, the advice is to run them', async (t) => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'node_modules/node'), { recursive: true })
  await mkdir(join(folder, 'src'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await copyFile(join(ROOT, 'src/bin.js'), join(folder, 'src/bin.js'))
  const { code, said } = await onNode20(folder)
  t.equal(code, 1)
  t.match(said, /npm ran no install scripts. Run\n"npm ci --ignore-scripts=false"/)
})

/** Runs the command of the repository in this folder with something that says it is Node 20. */
async function onNode20(cwd: string) {
  const pretend = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.1.0" } })'
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, 'src/bin.js'],
    {
      cwd,
      env: { ...env, HOST: '0.0.0.0' }, // nothing that a demo would listen on, should it come to one
      timeout: 30_000,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, said }
}
