/** The PostgreSQL image of tests and of docker-compose.yml; 15 to 18 are supported. */
export const POSTGRES_IMAGE = process.env['POSTGRES_IMAGE'] ?? 'postgres:18-bookworm'
