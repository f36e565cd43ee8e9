import fc from 'fast-check'
import { CANARY } from './any-request.ts'

const HOST = 'Host: localhost\r\n'
const JSON_TYPE = 'Content-Type: application/json\r\n'
const post = (headers: string, body: string) =>
  `POST /api/v1/onboard-client/preview HTTP/1.1\r\n${HOST}${JSON_TYPE}${headers}\r\n${body}`
const get = (headers: string) => `GET /livez HTTP/1.1\r\n${headers}\r\n`

const START_LINES = [
  ...[
    `NONSENSE ${CANARY}`,
    `GET`,
    `GET /${CANARY}`,
    ` GET /livez HTTP/1.1`,
    `GET  /livez HTTP/1.1`,
    `get /livez HTTP/1.1`,
  ],
  ...[
    `G\0T /livez HTTP/1.1`,
    `GET /livez HTTP/9.9`,
    `GET /livez HTTP/1.1 ${CANARY}`,
    `GET /li vez HTTP/1.1`,
    `GET /livez`,
  ],
  ...[
    `GET http://${CANARY}.example.com/livez HTTP/1.1`,
    `CONNECT ${CANARY}:443 HTTP/1.1`,
    'PRI * HTTP/2.0',
    `OPTIONS * HTTP/1.1`,
  ],
  ...[`GET /${CANARY}${'a'.repeat(20_000)} HTTP/1.1`, `GET /\x80\xff${CANARY} HTTP/1.1`, `\x16\x03\x01\x02\x00\x01`],
].map((line) => `${line}\r\n${HOST}\r\n`)

const HEADERS = [
  ...[
    `${HOST}X Y: ${CANARY}`,
    `${HOST}: ${CANARY}`,
    `${HOST}X\0: 1`,
    `${HOST}X: \0${CANARY}`,
    `${HOST}X: a\rb${CANARY}`,
  ],
  ...[
    `${HOST}X: a\r\n ${CANARY}`,
    `${HOST}X\n: 1`,
    `Host: ${CANARY}\r\n${HOST}`,
    '',
    `Host: ${CANARY}`,
    `${HOST}${CANARY}`,
  ],
  ...[
    `${HOST}X: ${CANARY}${'a'.repeat(64 * 1024)}`,
    `${HOST}${`X: ${CANARY}\r\n`.repeat(3000)}`,
    `${HOST}Upgrade: h2c`,
  ],
  ...[
    `${HOST}Connection: upgrade\r\nUpgrade: ${CANARY}`,
    `${HOST}HTTP2-Settings: AAAA\r\nConnection: Upgrade, HTTP2-Settings`,
  ],
].map((headers) => get(`${headers}\r\n`))

const LENGTHS = [
  ...['-1', '+5', '5, 5', '5\r\nContent-Length: 6', '1e3', '0x10', '99999999999999999999', '5 5', '', '100', CANARY],
].map((length) => post(`Content-Length: ${length}\r\n`, `{"${CANARY}"`))

const CHUNKS = [
  ...[
    `G\r\n${CANARY}`,
    '-1\r\n',
    `5;${CANARY}\r\nhello\r\n0\r\n\r\n`,
    `5\r\n${CANARY}0\r\n\r\n`,
    'FFFFFFFFFFFFFFFFF\r\n',
  ],
  ...[
    '5\nhello\n0\n\n',
    '5\r\nhello\r\n',
    '0\r\nX: y\r\n\r\n',
    '\r\n5\r\nhello',
    '0x5\r\nhello\r\n0\r\n\r\n',
    '5 \r\nhello\r\n0\r\n\r\n',
  ],
].map((chunks) => post('Transfer-Encoding: chunked\r\n', chunks))

/** Requests whose end two parsers may find in two places, so that one of them takes the rest for another request. */
const smuggling = (smuggled: string) =>
  [
    `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`,
    `Transfer-Encoding: chunked\r\nContent-Length: 5\r\n`,
    `Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n`,
    `Content-Length: 5\r\nTransfer-Encoding : chunked\r\n`,
    `Content-Length: 5\r\nTransfer-Encoding:\x0bchunked\r\n`,
    `Content-Length: 5\r\nTransfer-Encoding: chunked, identity\r\n`,
    `Content-Length: 5\r\n Transfer-Encoding: chunked\r\n`,
    `Content-Length: 5\r\nContent-Length: ${5 + smuggled.length}\r\n`,
    `Content-Length: 5\r\nX: y\nTransfer-Encoding: chunked\r\n`,
    `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n`,
  ].map((headers) => post(headers, `0\r\n\r\n${smuggled}`))

/** Bytes that are not HTTP, or almost; `smuggled` is a request that must not be executed. */
export function malformed(smuggled: string): fc.Arbitrary<Buffer> {
  const texts = [...START_LINES, ...HEADERS, ...LENGTHS, ...CHUNKS]
  // Each also with one byte changed or left out, for cases not listed here. (Not the next ones: where a changed name
  // makes the length unambiguous, the other request is a valid one.)
  const broken = fc
    .tuple(fc.constantFrom(...texts), fc.nat(), fc.option(fc.nat({ max: 255 })))
    .map(([text, at, byte]) => {
      const bytes = Buffer.from(text, 'latin1')
      const index = at % Math.min(bytes.length, 200)
      const rest = bytes.subarray(index + 1)
      return Buffer.concat([bytes.subarray(0, index), byte === null ? Buffer.alloc(0) : Buffer.from([byte]), rest])
    })
  return fc.oneof(
    fc.constantFrom(...texts, ...smuggling(smuggled)).map((text) => Buffer.from(text, 'latin1')),
    broken,
  )
}
