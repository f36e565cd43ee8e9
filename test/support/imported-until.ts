import { ADMIN_KEY } from './service.ts'

/**
 * Imports a CSV file of clients, and returns the lines of the reply: all, or those that came before the connection was
 * lost. `seen` is called after each.
 */
export async function importedUntil(
  url: string,
  file: string,
  seen: (lines: number) => void = () => {},
): Promise<object[]> {
  const response = await fetch(`${url}/api/v1/clients/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'text/csv' },
    body: file,
  })
  const lines: object[] = []
  let rest = ''
  try {
    for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const parts = (rest + text).split('\n')
      rest = parts.pop() ?? ''
      for (const part of parts) {
        lines.push(JSON.parse(part) as object)
        seen(lines.length)
      }
    }
  } catch {
    // The service was killed.
  }
  return lines
}
