import { cpus } from 'node:os'
import type { Apparatus } from './measure/sample.ts'

/** What was measured on, in a few words. */
export const machineOf = ({ databaseServer }: Apparatus): string =>
  `${cpus()[0]?.model.trim()} × ${cpus().length}, Node ${process.version}, PostgreSQL ${databaseServer.version}`
