import pg from 'pg'
import { commandLine, staffEnvironment } from './command-line.ts'
import { startService, surroundings } from './service.ts'

/** A service, and the shell of its staff, with these variables beside those that it needs. */
export async function shell(
  t: { teardown(handler: () => Promise<void>): unknown },
  variables: Readonly<Record<string, string>> = {},
) {
  const around = await surroundings(t)
  const service = await startService(t, around)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  db.on('error', () => {}) // the database is dropped at the end
  t.teardown(() => db.end())
  const environment = { ...staffEnvironment(around), ...variables }
  const admin = (args: string[], input?: string) =>
    commandLine(['admin', ...args], environment, { ...(input !== undefined && { input }) })
  return {
    ...service,
    db,
    admin,
    simulator: around.stripe.simulator,
    stripeUrl: around.stripe.url,
    /** The output of a command that prints one JSON document. */
    json: async (args: string[]) => {
      const { code, stdout, stderr } = await admin([...args, '--json'])
      return { code, stderr, body: stdout === '' ? undefined : JSON.parse(stdout) }
    },
    /** The output of a command that prints a line of JSON for each result. */
    lines: async (args: string[], input?: string) => {
      const { code, stdout, stderr } = await admin([...args, '--json'], input)
      return { code, stderr, lines: stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)])) }
    },
    /** A client whose link was opened. */
    async opened() {
      const invited = await service.invite({ name: 'Ada Lovelace' })
      const { status } = await service.open(invited.token)
      if (status !== 200) throw new Error(`opened with ${status}`)
      const { account } = await service.show(invited.clientId)
      return { ...invited, accountId: account.id as string }
    },
    /** The audit trail of a client, oldest first. */
    actors: async (clientId: string) =>
      (await db.query('select type, actor from audit_events where client_id = $1 order by id', [clientId])).rows,
  }
}
