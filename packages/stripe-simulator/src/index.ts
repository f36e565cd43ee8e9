// The public API of this package: whatever is not exported here may change without notice.
// The folders are by subject, and the README says what is in which; app.ts puts them together, start.ts listens, and
// server.ts is the program.
export { controlClient } from './control/control-client.ts'
export type * from './control/types.ts'
export { type StartOptions, startSimulator } from './start.ts'
