/** One HTTP request as it is written to a socket, for a keep-alive connection. A `body` that is an object is JSON. */
export function request(
  method: 'GET' | 'POST',
  path: string,
  { body, headers = {} }: { body?: object | string; headers?: Readonly<Record<string, string>> } = {},
): Buffer {
  const text = typeof body === 'object' ? JSON.stringify(body) : body
  const all = {
    host: 'localhost',
    accept: 'application/json',
    'user-agent': 'bench',
    ...(text !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
    }),
    ...headers,
  }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${text ?? ''}`)
}
