// How generated Python is laid out: as Black and Ruff do it, so that neither changes a line of it.

const WIDTH = 100

/** Something in brackets: in one line where it fits. */
interface Group {
  readonly open: string
  readonly items: readonly Python[]
  readonly close: string
}
export type Python = string | Group

export const group = (open: string, items: readonly Python[], close: string): Group => ({ open, items, close })

/** The same with something before it. */
export function withPrefix(prefix: string, python: Python): Python {
  return typeof python === 'string' ? prefix + python : { ...python, open: prefix + python.open }
}

/** The lines of it, indented by so many spaces. */
export function laidOut(python: Python, indent: number): string {
  const margin = ' '.repeat(indent)
  const flat = margin + inOneLine(python)
  if (typeof python === 'string' || flat.length <= WIDTH) return flat
  const { open, items, close } = python
  const inner = ' '.repeat(indent + 4) + items.map(inOneLine).join(', ')
  const isLiteral = /(^|[ =])[{[(]$/.test(open)
  if (inner.length <= WIDTH && (items.length === 1 || !isLiteral))
    return `${margin}${open}\n${inner}\n${margin}${close}`
  const comma = items.length === 1 ? '' : ','
  const lines = items.map((item) => `${laidOut(item, indent + 4)}${comma}\n`).join('')
  return `${margin}${open}\n${lines}${margin}${close}`
}

function inOneLine(python: Python): string {
  return typeof python === 'string' ? python : `${python.open}${python.items.map(inOneLine).join(', ')}${python.close}`
}

/** A docstring of these paragraphs. */
export function docstring(paragraphs: readonly string[], indent: number): string {
  const margin = ' '.repeat(indent)
  const lines = paragraphs
    .filter((paragraph) => paragraph !== '')
    .map((paragraph, at) => wrapped(paragraph, indent, at === 0 ? 3 : 0))
  const text = lines.join('\n\n').trimStart().replaceAll('\\', '\\\\')
  const oneLine = `${margin}"""${text}"""`
  return text.includes('\n') || oneLine.length > WIDTH ? `${margin}"""${text}\n${margin}"""` : oneLine
}

/**
 * A paragraph in lines, indented by so many spaces, and more where its own lines are. What does not fit behind `    name: `
 * goes on below the first word. `used` is the room that something else takes in the first line.
 */
export function wrapped(paragraph: string, indent: number, used = 0): string {
  return paragraph
    .split('\n')
    .map((line) => {
      const own = /^ */.exec(line)?.[0] ?? ''
      const first = ' '.repeat(indent) + own
      return linesOf(line.trim().split(/\s+/), first, /^ +\w+: /.test(line) ? `${first}    ` : first, used).join('\n')
    })
    .join('\n')
}

function linesOf(words: readonly string[], first: string, next: string, used: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    const margin = lines.length === 0 ? first : next
    const room = WIDTH - (lines.length === 0 ? used : 0)
    if (line !== '' && `${margin}${line} ${word}`.length > room) {
      lines.push(margin + line)
      line = ''
    }
    line += line === '' ? word : ` ${word}`
  }
  return [...lines, (lines.length === 0 ? first : next) + line]
}
