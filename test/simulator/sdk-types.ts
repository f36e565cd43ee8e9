import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** What the SDK's declarations say, read by the few rules after which they are generated. */

export type TypeNode =
  | { readonly kind: 'union' | 'both'; readonly of: readonly TypeNode[] }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'name'; readonly name: string; readonly of: readonly TypeNode[] }
  | { readonly kind: 'object'; readonly fields: Fields }
  | { readonly kind: 'map'; readonly of: TypeNode }

type Fields = ReadonlyMap<string, { readonly optional: boolean; readonly type: TypeNode }>

interface Declaration {
  readonly type: TypeNode
  readonly extends: readonly TypeNode[]
}

interface Source {
  /** Names with those of their namespaces. Each is read when it is asked for: not all that is declared has these forms. */
  readonly declarations: ReadonlyMap<string, () => Declaration>
  /** Where a name comes from that another file declares. */
  readonly imports: ReadonlyMap<string, string>
}

const root = join(import.meta.dirname, '../../node_modules/stripe/esm')
const sources = new Map<string, Source>()

/** The declarations of a file of the SDK, such as `resources/Accounts.d.ts`. */
export function sourceOf(file: string): Source {
  const known = sources.get(file)
  if (known !== undefined) return known
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[^]*?\*\//g, '')
  const source = parsed(text, file)
  sources.set(file, source)
  return source
}

function parsed(text: string, file: string): Source {
  const tokens = text.match(/'[^']*'|[\w$]+|=>|\S/g) ?? []
  const declarations = new Map<string, () => Declaration>()
  const imports = new Map<string, string>()
  let at = 0

  const peek = () => tokens[at] ?? ''
  const next = () => tokens[at++] ?? ''
  const took = (token: string) => peek() === token && next() === token
  function take(token: string): void {
    const found = next()
    if (found !== token) throw new Error(`${file}: ${found} in place of ${token}, token ${at}`)
  }
  function name(): string {
    let whole = next()
    while (took('.')) whole += `.${next()}`
    return whole
  }

  // Classes and functions say nothing about answers.
  function skip(): void {
    for (let depth = 0; at < tokens.length;) {
      const token = next()
      if (token === '{') depth += 1
      if (token === '}') depth -= 1
      if (depth === 0 && (token === '}' || token === ';')) return
    }
  }

  function list(of: () => TypeNode, separator: string): TypeNode[] {
    took(separator)
    const all = [of()]
    while (took(separator)) all.push(of())
    return all
  }

  const only = (kind: 'union' | 'both', of: TypeNode[]): TypeNode => (of.length === 1 && of[0]) || { kind, of }
  const type = (): TypeNode =>
    only(
      'union',
      list(() => only('both', list(postfix, '&')), '|'),
    )

  function postfix(): TypeNode {
    let found = primary()
    while (took('[')) {
      take(']')
      found = { kind: 'name', name: 'Array', of: [found] }
    }
    return found
  }

  function primary(): TypeNode {
    const token = peek()
    if (token === '{') return body()
    if (took('(')) {
      const inside = type()
      take(')')
      return inside
    }
    if (token.startsWith("'")) return { kind: 'literal', value: next().slice(1, -1) }
    if (/^\d+$/.test(token)) return { kind: 'literal', value: Number(next()) }
    if (token === 'true' || token === 'false') return { kind: 'literal', value: next() === 'true' }
    if (took('null')) return { kind: 'literal', value: null }
    const called = name()
    if (!took('<')) return { kind: 'name', name: called, of: [] }
    const of = list(type, ',')
    take('>')
    return { kind: 'name', name: called, of }
  }

  function body(): TypeNode {
    take('{')
    const fields = new Map<string, { optional: boolean; type: TypeNode }>()
    while (!took('}')) {
      if (took('[')) {
        while (next() !== ']');
        take(':')
        const of = type()
        took(';')
        take('}')
        return { kind: 'map', of }
      }
      took('readonly')
      const field = next().replaceAll("'", '')
      const optional = took('?')
      if (peek() === '(') {
        // A method, which no answer has.
        while (next() !== ';');
        continue
      }
      take(':')
      fields.set(field, { optional, type: type() })
      took(';')
    }
    return { kind: 'object', fields }
  }

  /** Notes where the declaration is that begins here, and goes on behind it. */
  function note(scope: string, read: () => Declaration): void {
    const declared = scope + next()
    const start = at
    declarations.set(declared, () => {
      at = start
      return read()
    })
    skip()
  }

  function interfaceHere(): Declaration {
    const bases = took('extends') ? list(type, ',') : []
    return { type: body(), extends: bases }
  }

  function aliasHere(): Declaration {
    take('=')
    return { type: type(), extends: [] }
  }

  function noteImport(): void {
    // A module for its effects, or as a whole: no types of Stripe's.
    if (!took('{')) return skip()
    const names: string[] = []
    while (!took('}')) names.push(next())
    take('from')
    const target = posix.join(posix.dirname(file), next().slice(1, -1)).replace(/\.js$/, '.d.ts')
    for (const imported of names) imports.set(imported, target)
    took(';')
  }

  function statement(scope: string): void {
    if (took('import')) return noteImport()
    took('export')
    took('declare')
    if (took('namespace')) {
      const inner = `${scope}${next()}.`
      take('{')
      while (!took('}')) statement(inner)
    } else if (took('interface')) note(scope, interfaceHere)
    else if (took('type')) note(scope, aliasHere)
    else skip()
  }

  while (at < tokens.length) statement('')
  return { declarations, imports }
}
