import type { Profile, ProfileNode } from './profiler.ts'

/** Milliseconds that a function, or all functions of a package, ran themselves, without what they called. */
export interface SelfTime {
  readonly name: string
  readonly ms: number
}

/** Where the time of a profile went, the longest first. */
export function selfTimes({ nodes, samples, timeDeltas }: Profile): { functions: SelfTime[]; packages: SelfTime[] } {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const functions = new Map<string, number>()
  const packages = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const node = byId.get(id)
    if (node === undefined || node.callFrame.functionName === '(idle)') continue
    const ms = (timeDeltas[index] ?? 0) / 1000
    const room = packageOf(node)
    add(packages, room, ms)
    add(functions, nameOf(node, room), ms)
  }
  return { functions: sorted(functions), packages: sorted(packages) }
}

/** The npm package, the folder in src, or `node` for Node's own code. */
function packageOf({ callFrame: { functionName, url } }: ProfileNode): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'native'
  if (url.startsWith('node:')) return 'node'
  const inPackage = url.split('/node_modules/').at(-1)
  if (inPackage !== undefined && inPackage !== url) {
    return /^(?:@[^/]+\/)?[^/]+/.exec(inPackage)?.[0] ?? 'unknown'
  }
  return /\/(src\/(?:adapters\/)?[^/]+)\/[^/]+/.exec(url)?.[1] ?? 'src'
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode, room: string): string {
  const file = url === '' ? '' : ` ${url.split('/').at(-1)}:${lineNumber + 1}`
  return `${functionName === '' ? '(anonymous)' : functionName}${file} [${room}]`
}

function add(sums: Map<string, number>, name: string, ms: number): void {
  sums.set(name, (sums.get(name) ?? 0) + ms)
}

const sorted = (sums: ReadonlyMap<string, number>): SelfTime[] =>
  [...sums].map(([name, ms]) => ({ name, ms })).toSorted((one, other) => other.ms - one.ms)
