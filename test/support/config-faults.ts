import { readConfig } from '../../src/config/config.ts'
import type { Variables } from '../../src/config/read-variables.ts'

/** The required variables, each with a valid value. */
export const COMPLETE = {
  DATABASE_URL: 'postgres://user:word@db.example:5432/onboarding',
  STRIPE_SECRET_KEY: 'sk_test_0123456789',
  STRIPE_WEBHOOK_SECRET: 'whsec_0123456789abcdef0123',
  API_BASE_URL: 'https://api.example.com',
}

/** What is wrong with the configuration of the service when these variables replace complete ones, a line each. */
export function faultsWith(variables: Variables): string[] {
  try {
    readConfig({ ...COMPLETE, ...variables })
    return []
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConfigError') throw error
    return [...error.message.matchAll(/^ {2}- (.*)$/gm)].map(([, fault = '']) => fault)
  }
}
