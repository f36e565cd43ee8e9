import { resolve } from 'node:path'
import { Type } from '@sinclair/typebox'
import { port } from './formats.ts'
import { valueOf, type Variables } from './read-variables.ts'

/** Variables that only the demo reads. */
export const DemoVariables = Type.Object({
  DATA_DIR: Type.String({ minLength: 1, default: '.data', description: 'the folder for the data of the demo' }),
  SIMULATOR_PORT: port(12_111, 'a port number, for the Stripe simulator of the demo'),
})

/** The folder that a demo stores its data in. */
export const readDataDir = (variables: Variables): string =>
  resolve(valueOf(variables, 'DATA_DIR') ?? DemoVariables.properties.DATA_DIR.default)
