import { destination } from 'pino'
import { createLog } from '../adapters/http/logging.ts'
import { migrateDatabase } from '../compose.ts'
import { readMigrationConfig } from '../config.ts'

/** Brings the database to the newest schema and says what it did. */
export async function runMigrations(): Promise<void> {
  const { migrationDatabaseUrl, logLevel } = readMigrationConfig(process.env)
  const migrations = await migrateDatabase(migrationDatabaseUrl, createLog(logLevel, destination(2)))
  process.stdout.write(
    migrations.length === 0
      ? 'The database has the newest schema: there was nothing to do.\n'
      : `The database was migrated: ${migrations.join(', ')}.\n`,
  )
}
