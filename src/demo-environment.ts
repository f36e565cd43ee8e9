import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { runningProcess } from './adapters/embedded-postgres/processes.ts'
import type { Variables } from './config/read-variables.ts'
import { SECRETS, VARIABLES } from './config/variables.ts'

const StoredEnvironment = Type.Object({
  pid: Type.Integer(),
  /** Distinguishes the demo from a later process with the same id. */
  started: Type.String(),
  variables: Type.Record(Type.String(), Type.String()),
})

const NAMES = [...VARIABLES, ...SECRETS.map((name) => `${name}_FILE`)]

export const demoEnvironmentFile = (dataDir: string): string => join(dataDir, 'environment.json')

/**
 * Stores the environment of this demo, so that the command line needs no configuration on the same machine. Only the
 * owner can read the file. Returns what removes it.
 */
export async function storeDemoEnvironment(dataDir: string, variables: Variables): Promise<() => Promise<void>> {
  const file = demoEnvironmentFile(dataDir)
  const remove = () => rm(file, { force: true })
  const stored = {
    pid: process.pid,
    started: (await runningProcess(process.pid))?.started ?? '',
    variables: Object.fromEntries(NAMES.flatMap((name) => (variables[name] ? [[name, variables[name]]] : []))),
  }
  // A killed demo leaves its file, and writing to an existing file would not change its mode.
  await remove()
  await writeFile(file, JSON.stringify(stored, undefined, 2), { mode: 0o600, flag: 'wx' })
  return remove
}

/** The environment of the demo that runs in this folder; `stopped` if there is only the file of a killed one. */
export async function runningDemo(dataDir: string): Promise<Variables | 'stopped' | undefined> {
  let text: string
  try {
    text = await readFile(demoEnvironmentFile(dataDir), 'utf8')
  } catch {
    return undefined
  }
  const stored: unknown = JSON.parse(text)
  if (!Value.Check(StoredEnvironment, stored)) return 'stopped'
  const found = await runningProcess(stored.pid)
  return found !== undefined && found.started === stored.started ? stored.variables : 'stopped'
}
