import { invalidRequest } from './errors.ts'

export type FormValue = string | FormTree
export interface FormTree {
  [name: string]: FormValue
}

const maximalDepth = 10
const namePattern = /^([^[\]]+)((?:\[[^[\]]*\])*)$/

/**
 * Parses what Stripe's SDKs send: form-encoded, with brackets for nesting (`controller[fees][payer]=application`,
 * `expand[0]=x` or `expand[]=x`). Arrays stay trees with numeric names; the schema decides their type.
 */
export function parseForm(encoded: string): FormTree {
  const tree = emptyTree()
  for (const [name, value] of new URLSearchParams(encoded)) plant(tree, name, value)
  return tree
}

function plant(tree: FormTree, name: string, value: string): void {
  const path = pathOf(name)
  const leaf = path.pop()
  if (leaf === undefined) return
  let branch = tree
  for (const step of path) {
    const next = (branch[step || nextIndex(branch)] ??= emptyTree())
    if (typeof next === 'string') throw invalidRequest(`Invalid object: ${name}`, { param: name })
    branch = next
  }
  const present = branch[leaf]
  if (present !== undefined && typeof present !== 'string')
    throw invalidRequest(`Invalid string: ${name}`, { param: name })
  branch[leaf || nextIndex(branch)] = value
}

function pathOf(name: string): string[] {
  const match = namePattern.exec(name)
  if (match === null) throw invalidRequest(`Invalid parameter name: ${name}`, { param: name })
  const [, root = '', brackets = ''] = match
  const path = [root, ...Array.from(brackets.matchAll(/\[([^[\]]*)\]/g), ([, step = '']) => step)]
  if (path.length > maximalDepth) throw invalidRequest(`Invalid object: ${name} is nested too deeply`, { param: root })
  return path
}

const nextIndex = (branch: FormTree): string => String(Object.keys(branch).length)

// Without a prototype; otherwise a parameter named `__proto__` could reach outside its tree.
const emptyTree = (): FormTree => Object.create(null)

/** One text for equal parameters, whatever their order. */
export function canonicalForm(value: FormValue): string {
  if (typeof value === 'string') return JSON.stringify(value)
  const fields = Object.keys(value)
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${canonicalForm(value[name] ?? '')}`)
  return `{${fields.join()}}`
}
