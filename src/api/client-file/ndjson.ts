import { ClientFileError } from './client-file-error.ts'
import { emptyLines, splitLines } from './decode.ts'

export interface JsonLine {
  readonly line: number
  /** `undefined`: not valid JSON. */
  readonly value: unknown
  /** Whether a character was lost before the file was sent. */
  readonly isDamaged: boolean
}

/** The lines of an NDJSON file that contain something. */
export async function* ndjsonLines(texts: AsyncIterable<string>): AsyncGenerator<JsonLine> {
  let line = 0
  let isFirst = true
  const skip = emptyLines()
  for await (const text of texts) {
    const lines = splitLines(text)
    if (lines.at(-1) === '') lines.pop()
    for (const content of lines) {
      line += 1
      if (content.trim() === '') {
        skip(line)
        continue
      }
      if (isFirst && !content.trimStart().startsWith('{')) throw new ClientFileError(notNdjson(content))
      isFirst = false
      yield { line, value: parsed(content), isDamaged: /\ufffd|\\ufffd/i.test(content) }
    }
  }
  if (isFirst) throw new ClientFileError('The file is empty.')
}

const notNdjson = (content: string): string =>
  content.trimStart().startsWith('[')
    ? 'The file is a JSON array: write one object a line, without brackets and commas around them.'
    : 'The first line is no JSON object: send a CSV file as text/csv (--format csv).'

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
