export { controlClient } from './control/control-client.ts'
export type * from './control/types.ts'
export { type StartOptions, startSimulator } from './start.ts'
