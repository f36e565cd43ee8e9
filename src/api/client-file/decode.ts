import { setImmediate as nextTurn } from 'node:timers/promises'
import { ClientFileError } from './client-file-error.ts'

/** Of a line, and of a record with quoted line breaks, in bytes. A spreadsheet's cell has at most 32,767 characters. */
export const LONGEST_LINE = 64 * 1024

/** How much is decoded and parsed before other requests have their turn, in bytes. */
const SLICE = 8 * 1024

const LINE_BREAK = /\r\n|\n|\r/g

export const countLineBreaks = (text: string): number => text.match(LINE_BREAK)?.length ?? 0

export const splitLines = (text: string): string[] => text.split(LINE_BREAK)

/** A sheet that was formatted to its end has a million; skipping millions would take a minute. */
const MOST_EMPTY = 50_000

/** Counts lines without data, and ends the file if there are too many. */
export function emptyLines(): (line: number) => void {
  let seen = 0
  return (line) => {
    seen += 1
    if (seen > MOST_EMPTY) {
      throw new ClientFileError(`Up to line ${line} there are more than ${MOST_EMPTY} lines without data.`)
    }
  }
}

/** The name of an encoding as the decoder knows it; `undefined` if there is none with this name. */
export function encodingNamed(name: string): string | undefined {
  try {
    return new TextDecoder(name).encoding
  } catch {
    return undefined
  }
}

/**
 * The text of a file, in pieces of whole lines. A byte order mark decides the encoding, then what the sender declared, and
 * otherwise it is UTF-8. A byte that is no text in that encoding ends the file with an error: nothing is guessed, and
 * nothing is replaced.
 */
export async function* decoded(source: AsyncIterable<Uint8Array>, declared?: string): AsyncGenerator<string> {
  let held: Buffer = Buffer.alloc(0)
  let encoding: string | undefined
  let line = 1
  const take = (length: number): string => {
    encoding ??= encodingOf(held, declared)
    const text = decode(held.subarray(0, length), encoding, line)
    held = held.subarray(length)
    if (text.includes('\0')) throw new ClientFileError('The file is no text: it contains NUL characters.')
    line += countLineBreaks(text)
    return text
  }
  for await (const slice of sliced(source)) {
    held = Buffer.concat([held, slice])
    if (encoding === undefined && held.length >= 4) encoding = encodingOf(held, declared)
    const end = encoding === undefined ? 0 : endOfLastLine(held, encoding)
    if (end > 0) yield take(end)
    if (held.length > LONGEST_LINE) throw new ClientFileError(`Line ${line} is longer than 64 KiB.`)
    await nextTurn()
  }
  if (held.length > 0) yield take(held.length)
}

async function* sliced(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length; from += SLICE) yield chunk.subarray(from, from + SLICE)
  }
}

const startsWith = (bytes: Buffer, ...start: number[]): boolean => start.every((byte, at) => bytes[at] === byte)

/** Files of other kinds, by their first bytes. */
function refuseOtherKinds(bytes: Buffer): void {
  if (startsWith(bytes, 0x1f, 0x8b)) throw new ClientFileError('The file is compressed with gzip: unpack it first.')
  if (startsWith(bytes, 0x50, 0x4b) || startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw new ClientFileError('The file is a workbook or an archive: save the sheet as "CSV UTF-8" and send that.')
  }
  if (startsWith(bytes, 0x25, 0x50, 0x44, 0x46)) throw new ClientFileError('The file is a PDF.')
}

function encodingOf(bytes: Buffer, declared: string | undefined): string {
  refuseOtherKinds(bytes)
  if (startsWith(bytes, 0xff, 0xfe)) return 'utf-16le'
  if (startsWith(bytes, 0xfe, 0xff)) return 'utf-16be'
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return 'utf-8'
  if (declared !== undefined && declared !== 'utf-8') return declared
  // Every other byte of plain letters in UTF-16 is zero, which no other text contains.
  if (bytes.length >= 4 && bytes[1] === 0 && bytes[3] === 0) return 'utf-16le'
  if (bytes.length >= 4 && bytes[0] === 0 && bytes[2] === 0) return 'utf-16be'
  return 'utf-8'
}

/** The number of bytes up to the end of the last complete line, which is 0 if there is none. */
function endOfLastLine(bytes: Buffer, encoding: string): number {
  if (encoding.startsWith('utf-16')) {
    const lineFeed = Buffer.from(encoding === 'utf-16le' ? [0x0a, 0] : [0, 0x0a])
    let at = bytes.lastIndexOf(lineFeed)
    while (at > 0 && at % 2 === 1) at = bytes.lastIndexOf(lineFeed, at - 1)
    return at < 0 || at % 2 === 1 ? 0 : at + 2
  }
  const lineFeed = bytes.lastIndexOf(0x0a)
  if (lineFeed >= 0) return lineFeed + 1
  // A line feed may follow a carriage return at the end.
  return bytes.length < 2 ? 0 : bytes.lastIndexOf(0x0d, bytes.length - 2) + 1
}

function decode(bytes: Buffer, encoding: string, line: number): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    const at = firstFault(bytes, encoding)
    const before = new TextDecoder(encoding).decode(bytes.subarray(0, at))
    const lastLine = splitLines(before).at(-1) ?? ''
    const byte = encoding === 'utf-8' ? Buffer.byteLength(lastLine) + 1 : undefined
    const place = `line ${line + countLineBreaks(before)}${byte === undefined ? '' : `, byte ${byte}`}`
    const value = bytes[at]?.toString(16).toUpperCase().padStart(2, '0') ?? ''
    throw new ClientFileError(
      `The file is not ${encoding.toUpperCase()}: see ${place} (0x${value}). Save it as "CSV UTF-8", or declare its ` +
        'encoding: as charset=windows-1252 in the content type, or --encoding windows-1252 in the command line.',
    )
  }
}

/** Where the first sequence of bytes begins that is no character. */
function firstFault(bytes: Buffer, encoding: string): number {
  let [good, bad] = [0, bytes.length + 1]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isGood(bytes.subarray(0, middle), encoding, { stream: true })) good = middle
    else bad = middle
  }
  // A character that lacks bytes is noticed only at the byte after it.
  let start = good
  while (start > 0 && good - start < 4 && !isGood(bytes.subarray(0, start), encoding, {})) start -= 1
  return start
}

function isGood(bytes: Buffer, encoding: string, options: { stream?: boolean }): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, options)
    return true
  } catch {
    return false
  }
}
