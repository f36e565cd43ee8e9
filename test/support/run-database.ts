import { makeTemplate, removeTemplate, serverVersion } from './database.ts'
import { sweepTemporaryFolders } from './temporary-folder.ts'
import { type TestServer, startTestServer } from './test-server.ts'

/** The database of one run, and the environment that passes it to the processes of the run. */
export interface RunDatabase {
  readonly server: TestServer
  readonly version: string
  readonly environment: Readonly<Record<string, string>>
}

/** Starts one PostgreSQL for a run (chosen by the environment's TEST_DATABASE), and stops it when the run has ended. */
export async function withRunDatabase<T>(
  say: (line: string) => void,
  run: (database: RunDatabase) => Promise<T>,
): Promise<T> {
  await sweepTemporaryFolders()
  const server = await startTestServer(process.env['TEST_DATABASE'], say)
  try {
    const version = await serverVersion(server.adminUrl)
    say(`test database: ${server.description} (PostgreSQL ${version})`)
    const template = await makeTemplate(server.adminUrl)
    try {
      const environment = {
        TEST_DATABASE_URL: server.adminUrl,
        TEST_DATABASE_KIND: server.kind,
        TEST_DATABASE_TEMPLATE: template,
      }
      return await run({ server, version, environment })
    } finally {
      // The other servers are deleted as a whole.
      if (server.kind === 'url') await removeTemplate(server.adminUrl, template)
    }
  } finally {
    await server.stop()
  }
}
