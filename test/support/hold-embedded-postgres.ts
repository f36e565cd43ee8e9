// A separate process that starts an embedded PostgreSQL, prints its address as a line of JSON, and keeps it running
// until its standard input ends. For tests that kill it.
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start-embedded-postgres.ts'

const [dataDir = '', port] = process.argv.slice(2)
const server = await startEmbeddedPostgres({
  dataDir,
  durable: true,
  ...(port === undefined ? {} : { port: Number(port) }),
})
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`)
process.stdin.resume()
process.stdin.once('end', () => {
  void server.stop().then(() => process.exit(0))
})
