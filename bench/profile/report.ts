import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Profile } from './profiler.ts'
import { selfTimes, type SelfTime } from './self-times.ts'

const FOLDER = join(import.meta.dirname, '../../.profiles')
const FUNCTIONS = 40
const PACKAGES = 20

/** Stores a profile, and says where the time of each request went. */
export async function reportProfile(name: string, profile: Profile, requests: number): Promise<string> {
  await mkdir(FOLDER, { recursive: true })
  const path = join(FOLDER, `${name}.cpuprofile`)
  await writeFile(path, JSON.stringify(profile))
  const { functions, packages } = selfTimes(profile)
  const busy = packages.reduce((sum, { ms }) => sum + ms, 0)
  const line = (each: SelfTime) =>
    `  ${(each.ms / requests).toFixed(4)} ms ${((100 * each.ms) / busy).toFixed(1).padStart(5)} %  ${each.name}`
  return [
    `  profile of ${requests} requests (${path}): ${(busy / requests).toFixed(3)} ms each`,
    '  by package:',
    ...packages.slice(0, PACKAGES).map(line),
    '  by function:',
    ...functions.slice(0, FUNCTIONS).map(line),
  ].join('\n')
}
