import type { AccountsApi } from '../../src/adapters/stripe/accounts-api.ts'
import type { Connection } from './connection.ts'

const NAME = 'TEST_STRIPE_CONTRACT'

interface ContractOptions {
  readonly api: AccountsApi
  readonly connection: Connection
}

/** What the process of the contract needs, in its environment, because lists of processes show arguments. */
export const contractVariables = (options: ContractOptions) => ({ [NAME]: JSON.stringify(options) })

export const contractEnvironment = (): ContractOptions => JSON.parse(process.env[NAME] ?? '{}') as ContractOptions
