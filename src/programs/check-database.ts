import type { Logger } from 'pino'
import type { Ports } from '../compose.ts'

/** Refuses to start on a database that the service cannot work with. Logs what makes it worse. */
export async function checkDatabase({ databaseFindings }: Pick<Ports, 'databaseFindings'>, log: Logger): Promise<void> {
  const { faults, warnings } = await databaseFindings()
  for (const warning of warnings) log.warn(warning)
  if (faults.length > 0) throw new Error(['The service cannot work with this database:', ...faults].join('\n  - '))
}
