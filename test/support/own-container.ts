import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { PostgreSqlContainer } from '@testcontainers/postgresql'
import pg from 'pg'
import { RUN_LABEL, RUN_LABEL_VALUE, containerRuntime } from './container-runtime.ts'
import { POSTGRES_IMAGE } from './postgres-image.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

export type OwnContainer = Awaited<ReturnType<typeof ownContainer>>

/** A PostgreSQL in a separate container, which the test can pause, kill and restart on the same port. */
export async function ownContainer(t: Test) {
  const runtime = await containerRuntime()
  if (typeof runtime === 'string') throw new Error(runtime)
  const started = await new PostgreSqlContainer(POSTGRES_IMAGE)
    .withUsername('postgres')
    .withPassword('postgres')
    .withDatabase('postgres')
    // A random port would change after the container was killed.
    .withExposedPorts({ container: 5432, host: await freePort() })
    .withLabels({ [RUN_LABEL]: RUN_LABEL_VALUE })
    .withStartupTimeout(120_000)
    .start()
  t.teardown(async () => {
    await started.stop({ timeout: 0 })
  })
  const container = runtime.container.dockerode.getContainer(started.getId())
  const url = started.getConnectionUri()
  return {
    url,
    pause: () => container.pause(),
    unpause: () => container.unpause(),
    kill: () => container.kill(),
    /** Resolves when it accepts connections. */
    async startAgain(): Promise<void> {
      await container.start()
      while (!(await takesConnections(url))) await sleep(50)
    },
  }
}

async function takesConnections(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 })
  client.on('error', () => {}) // `connect` reports it
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  )
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
