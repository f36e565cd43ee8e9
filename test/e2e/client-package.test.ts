// The client as it is published: packed, and installed from the tarball in an empty project.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import type { OnboardingEvent } from '#client/events'
import manifest from '../../packages/client/package.json' with { type: 'json' }
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { startWorker, until } from '../support/worker.ts'

const ROOT = join(import.meta.dirname, '../..')
const OLD_SECRET = `whsec_${Buffer.alloc(32).toString('base64')}`
const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], npm_config_update_notifier: 'false' }

/** Without tap's own hooks, which tap gives every child by NODE_OPTIONS, and which the compiler does not bear. */
const run = async (program: string, args: string[], cwd: string) =>
  (await promisify(execFile)('env', ['-u', 'NODE_OPTIONS', program, ...args], { env, cwd, timeout: 120_000 })).stdout

const project = await temporaryFolder()
t.teardown(() => rm(project, { recursive: true, force: true }))
await writeFile(join(project, 'package.json'), '{ "type": "module" }')

/** Packs a folder into the project, and returns the tarball and the files in it. */
async function packed(folder: string, ...flags: string[]) {
  const said = await run('npm', ['pack', '--json', '--silent', '--pack-destination', project, ...flags], folder)
  const [{ filename, files }] = JSON.parse(said.slice(said.indexOf('['))) as [
    { filename: string; files: { path: string }[] },
  ]
  return { tarball: join(project, filename), files: files.map(({ path }) => path) }
}
const client = await packed(join(ROOT, 'packages/client'))
const others = ['openapi-fetch', 'openapi-typescript-helpers'].map((name) => join(ROOT, 'node_modules', name))
const dependencies = await Promise.all(others.map((folder) => packed(folder, '--ignore-scripts')))
const tarballs = [client, ...dependencies].map(({ tarball }) => tarball)
await run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...tarballs], project)

/** Makes a package of this repository available to the project: the examples need more than the client. */
async function linked(...names: readonly string[]) {
  for (const name of names) {
    await mkdir(join(project, 'node_modules', name, '..'), { recursive: true })
    await symlink(join(ROOT, 'node_modules', name), join(project, 'node_modules', name))
  }
}

async function compiles(...files: string[]): Promise<void> {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--skipLibCheck']
  await run(process.execPath, [tsc, ...options, '--types', 'node', ...files], project)
}

t.test('the package has the code, its types, its licence and its README, and nothing else', async (t) => {
  const code = (await readdir(join(ROOT, 'packages/client/src'))).map((name) => name.replace(/\.[jt]s$/, ''))
  const built = code.flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.js`])
  t.strictSame(client.files.toSorted(), ['LICENSE', 'README.md', 'package.json', ...built].toSorted())
})

t.test('installed offline, it runs and is typed', async (t) => {
  const program = `import { createOnboardingClient } from '${manifest.name}'
    import { verifyEvent } from '${manifest.name}/events'
    console.log(typeof createOnboardingClient({ baseUrl: 'http://localhost' }).POST, typeof verifyEvent)`
  const said = await run(process.execPath, ['--input-type=module', '--eval', program], project)
  t.equal(said, 'function function\n')
  await linked('@types/node', 'undici-types')
  await writeFile(
    join(project, 'use.mts'),
    `import { createOnboardingClient } from '${manifest.name}'
    import { verifyEvent } from '${manifest.name}/events'
    const client = createOnboardingClient({ baseUrl: 'http://localhost' })
    const { data } = await client.POST('/api/v1/onboard-client/preview', { body: { token: 'x' } })
    export const status: string | undefined = data?.status
    // @ts-expect-error the types come along, so that this is none of its paths
    await client.POST('/api/v1/nothing')
    const { event } = await verifyEvent({ body: '', headers: new Headers(), secrets: [] })
    if (event.type === 'client.changed') console.log(event.data.fields.length)
    // @ts-expect-error there is no such event
    if (event.type === 'client.nothing') console.log(event)`,
  )
  await compiles('use.mts')
})

t.test('the examples for back ends run with the installed package', async (t) => {
  await cp(join(ROOT, 'examples/express'), join(project, 'express'), { recursive: true })
  await cp(join(ROOT, 'examples/nextjs'), join(project, 'nextjs'), { recursive: true })
  await linked('express', '@types/express', '@types/express-serve-static-core', '@types/body-parser')
  await linked('@types/serve-static', '@types/qs', '@types/range-parser', '@types/send', '@types/connect')
  await linked('@types/http-errors', '@types/mime')
  const routes = ['nextjs/app/onboarding/continue/route.ts', 'nextjs/app/api/onboarding-events/route.ts']
  t.test('they are typed', () => compiles('--noUncheckedIndexedAccess', 'express/server.ts', ...routes))

  const around = await surroundings(t)
  const variables = { ALLOW_PRIVATE_RECEIVERS: 'on' }
  const service = await startService(t, around, variables)
  await startWorker(t, around, variables)
  process.env['ONBOARDING_URL'] = service.url
  process.env['ONBOARDING_KEY'] = ADMIN_KEY
  const load = (path: string) => import(pathToFileURL(join(project, path)).href)

  t.test('Express: invites a seller once, and receives the events about it', async (t) => {
    const { backEnd } = await load('express/server.ts')
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.teardown(() => void server.close())
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const body = { url: `${origin}/hooks/onboarding` }
    const admin = { authorization: `Bearer ${ADMIN_KEY}` }
    const endpoint = await service.call('POST', '/api/v1/webhook-endpoints', body, admin)
    const received: OnboardingEvent[] = []
    const settings = {
      ...{ baseUrl: service.url, apiKey: ADMIN_KEY, secrets: [OLD_SECRET, endpoint.body.secret] },
      onEvent: async (event: OnboardingEvent) => void received.push(event),
    }
    server.on('request', backEnd(settings))

    const seller = (id: string) => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, name: 'Ada Lovelace', email: `${id}@example.com` }),
    })
    const invited = await fetch(`${origin}/sellers`, seller('seller-1'))
    t.equal(invited.status, 201)
    const { clientId, link } = (await invited.json()) as { clientId: string; link: string }
    t.match(link, /#token=obt_/)
    t.equal((await fetch(`${origin}/sellers`, seller('seller-1'))).status, 409)

    await until('the event arrived', async () => received.length > 0)
    t.match(received, [{ type: 'client.invited', data: { clientId, externalId: 'seller-1' } }])
    const forged = await fetch(`${origin}/hooks/onboarding`, { ...seller('x'), body: '{"type":"account.ready"}' })
    t.equal(forged.status, 400)
    t.equal(received.length, 1)
  })

  t.test('Next.js: leads a signed-in seller to a fresh link', async (t) => {
    const { GET } = await load(routes[0] ?? '')
    const { clientId, token } = await service.invite({ externalId: 'seller-2' })
    const answer: Response = await GET(new Request('http://localhost/', { headers: { cookie: 'seller=seller-2' } }))
    t.equal(answer.status, 303)
    const fresh = new URLSearchParams(new URL(answer.headers.get('location') ?? '').hash.slice(1)).get('token')
    t.not(fresh, token)
    t.equal((await service.open(fresh ?? '')).status, 200)
    t.equal((await service.show(clientId)).onboarding.status, 'in_progress')
    const unknown = new Request('http://localhost/', { headers: { cookie: 'seller=seller-3' } })
    t.equal((await GET(unknown)).status, 404)
    t.equal((await GET(new Request('http://localhost/'))).status, 401)
  })

  t.test('Next.js: verifies the events that it receives', async (t) => {
    const secret = `whsec_${Buffer.from('secret'.repeat(5)).toString('base64')}`
    process.env['ONBOARDING_SECRETS'] = secret
    const { POST } = await load(routes[1] ?? '')
    const body = JSON.stringify({ type: 'client.erased', data: {} })
    const sign = (id: string) => ({
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': new Webhook(secret).sign('event-1', new Date(), body),
    })
    const answerTo = (id: string) => POST(new Request('http://localhost/', { method: 'POST', body, headers: sign(id) }))
    t.equal((await answerTo('event-1')).status, 204)
    t.equal((await answerTo('event-2')).status, 400)
  })
})
