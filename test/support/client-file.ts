import { Readable } from 'node:stream'
import { readClientFile, type ClientFileOptions } from '../../src/api/client-file/read-client-file.ts'
import type { FileLine } from '../../src/usecases/clients/import-clients.ts'

/** All lines of a file, whose bytes arrive in pieces of this size. */
export async function linesOf(
  content: string | Uint8Array,
  { pieces = 7, ...options }: Partial<ClientFileOptions> & { pieces?: number } = {},
): Promise<FileLine[]> {
  const bytes = Buffer.from(content)
  const source = Readable.from(
    (function* () {
      for (let from = 0; from < bytes.length; from += pieces) yield bytes.subarray(from, from + pieces)
    })(),
  )
  const lines: FileLine[] = []
  const file = await readClientFile(source, { format: 'csv', expiresInHours: 5, ...options })
  for await (const line of file) lines.push(line)
  return lines
}

/** Names by their lines, or faults. */
export const told = (lines: readonly FileLine[]) =>
  lines.map((each) => {
    if ('ended' in each) return each.ended
    return [each.line, 'fault' in each ? each.fault : each.invitation.name]
  })
