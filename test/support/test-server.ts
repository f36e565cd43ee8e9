import { randomBytes } from 'node:crypto'
import { chmod, rm } from 'node:fs/promises'
import { PostgreSqlContainer } from '@testcontainers/postgresql'
import type { ContainerRuntimeClient } from 'testcontainers'
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start-embedded-postgres.ts'
import { RUN_LABEL, RUN_LABEL_VALUE, containerRuntime, sweepContainers } from './container-runtime.ts'
import { POSTGRES_IMAGE } from './postgres-image.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** The PostgreSQL of one test run. */
export interface TestServer {
  readonly kind: 'testcontainers' | 'embedded' | 'url'
  /** A description of the server, for people. */
  readonly description: string
  readonly adminUrl: string
  /** Whether tests that need containers can run as well. */
  readonly containers: boolean
  stop(): Promise<void>
}

/** Several test files run concurrently, each with its own pools. */
const MAX_CONNECTIONS = '300'
/** The data lives as long as the run. */
const NOT_DURABLE = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']

/**
 * Starts the server that `wanted` (the environment's TEST_DATABASE) names: `testcontainers`, `embedded`, or the URL of
 * a running server. Throws if it is not available. Default: Testcontainers if it works, else embedded.
 */
export async function startTestServer(wanted: string | undefined, say: (line: string) => void): Promise<TestServer> {
  if (wanted !== undefined && /^postgres(ql)?:\/\//.test(wanted)) return foreign(wanted)
  if (wanted === 'embedded') return embedded()
  if (wanted !== undefined && wanted !== 'testcontainers') {
    throw new Error(`TEST_DATABASE=${wanted} is not one of: testcontainers, embedded, a postgres:// URL`)
  }
  try {
    return await testcontainers(say)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (wanted !== undefined)
      throw new Error(`TEST_DATABASE=testcontainers, and that does not work: ${reason}`, { cause: error })
    say(`testcontainers cannot be used: ${reason}`)
    return embedded()
  }
}

async function testcontainers(say: (line: string) => void): Promise<TestServer> {
  const runtime = await presentRuntime()
  const swept = await sweepContainers(runtime)
  if (swept > 0) say(`removed ${swept} container(s) that an earlier run had left`)
  const settings = [`max_connections=${MAX_CONNECTIONS}`, ...NOT_DURABLE]
  const container = await new PostgreSqlContainer(POSTGRES_IMAGE)
    .withUsername('postgres')
    .withPassword(randomBytes(16).toString('hex'))
    .withDatabase('postgres')
    .withCommand(['postgres', ...settings.flatMap((setting) => ['-c', setting])])
    .withLabels({ [RUN_LABEL]: RUN_LABEL_VALUE })
    .withStartupTimeout(120_000)
    .start()
  return {
    kind: 'testcontainers',
    description: `testcontainers ${POSTGRES_IMAGE}`,
    adminUrl: container.getConnectionUri(),
    containers: true,
    async stop() {
      await container.stop({ timeout: 0 })
    },
  }
}

async function presentRuntime(): Promise<ContainerRuntimeClient> {
  const runtime = await containerRuntime()
  if (typeof runtime === 'string') throw new Error(runtime)
  return runtime
}

async function embedded(): Promise<TestServer> {
  const dataDir = await temporaryFolder()
  // Root's server runs as another user, which must be able to traverse the folder; its content has permissions of its
  // own.
  await chmod(dataDir, 0o755)
  const settings = { max_connections: MAX_CONNECTIONS }
  const server = await startEmbeddedPostgres({ dataDir, durable: false, settings })
  return {
    kind: 'embedded',
    description: 'embedded',
    adminUrl: server.url,
    // This run does without containers, so tests that need them are excluded.
    containers: false,
    async stop() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function foreign(url: string): Promise<TestServer> {
  const runtime = await containerRuntime()
  return {
    kind: 'url',
    description: `the server at ${new URL(url).host}`,
    adminUrl: url,
    containers: typeof runtime !== 'string',
    stop: () => Promise.resolve(),
  }
}
