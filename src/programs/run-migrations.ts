import { destination } from 'pino'
import { migrateDatabase } from '../compose.ts'
import { readMigrationConfig } from '../config/config.ts'
import { createLog } from '../observability/log.ts'

/** Migrates the database of the environment. Returns the names of the migrations that ran. */
export async function runMigrations(): Promise<readonly string[]> {
  const { migrationDatabaseUrl, logLevel } = readMigrationConfig(process.env)
  return migrateDatabase(migrationDatabaseUrl, createLog(logLevel, destination(2)))
}
