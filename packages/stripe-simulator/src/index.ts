// The public API of this package. Anything that is not exported here may change without notice.
// The folders are by subject; the README describes them. app.ts assembles them, start.ts listens, and server.ts is the
// program.
export { controlClient } from './control/control-client.ts'
export type * from './control/types.ts'
export { type StartOptions, startSimulator } from './start.ts'
