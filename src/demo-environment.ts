import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { runningProcess } from './adapters/embedded-postgres/processes.ts'
import { SECRETS, VARIABLES, type Variables } from './config.ts'

const Kept = Type.Object({
  pid: Type.Integer(),
  /** Tells the demo from a later process with the same number. */
  started: Type.String(),
  variables: Type.Record(Type.String(), Type.String()),
})

const NAMES = [...VARIABLES, ...SECRETS.map((name) => `${name}_FILE`)]

export const demoEnvironmentFile = (dataDir: string): string => join(dataDir, 'environment.json')

/**
 * Keeps what this demo runs with, so that the command line beside it needs no configuration. Only the owner can read the
 * file; it is removed by calling what this answers.
 */
export async function keepDemoEnvironment(dataDir: string, variables: Variables): Promise<() => Promise<void>> {
  const file = demoEnvironmentFile(dataDir)
  const forget = () => rm(file, { force: true })
  const kept = {
    pid: process.pid,
    started: (await runningProcess(process.pid))?.started ?? '',
    variables: Object.fromEntries(NAMES.flatMap((name) => (variables[name] ? [[name, variables[name]]] : []))),
  }
  // A killed demo leaves its file behind, and an existing file would keep its mode.
  await forget()
  await writeFile(file, JSON.stringify(kept, undefined, 2), { mode: 0o600, flag: 'wx' })
  return forget
}

/** What the demo that runs in this folder runs with; `stopped` when one has left its file and is gone. */
export async function runningDemo(dataDir: string): Promise<Variables | 'stopped' | undefined> {
  let text: string
  try {
    text = await readFile(demoEnvironmentFile(dataDir), 'utf8')
  } catch {
    return undefined
  }
  const kept: unknown = JSON.parse(text)
  if (!Value.Check(Kept, kept)) return 'stopped'
  const found = await runningProcess(kept.pid)
  return found !== undefined && found.started === kept.started ? kept.variables : 'stopped'
}
