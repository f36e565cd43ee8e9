import { Type } from '@sinclair/typebox'
import { readProfiles } from './account-profiles.ts'
import { ConfigError } from './config-error.ts'
import { DemoVariables, readDataDir } from './demo.ts'
import { readSecret, readVariables, valueOf, type Variables } from './read-variables.ts'
import { isLiveKey, StripeVariables } from './stripe.ts'
import { isLoopback } from './url-parts.ts'
import { ServiceVariables } from './variables.ts'

const REQUIRED = ['DATABASE_URL', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'API_BASE_URL'] as const

/** The demo starts itself what the required variables name. */
const DemoEnvironment = Type.Composite([
  DemoVariables,
  Type.Omit(ServiceVariables, REQUIRED),
  Type.Partial(Type.Pick(ServiceVariables, REQUIRED)),
])

/** The configuration of the demo. Throws a {@link ConfigError} that lists everything that is wrong. */
export function readDemoConfig(variables: Variables): { dataDir: string; simulatorPort: number; port: number } {
  const faults: string[] = []
  const values = readVariables(DemoEnvironment, variables, faults)
  readProfiles(variables, faults)
  const stripeKey = readSecret('STRIPE_SECRET_KEY', variables)
  if (stripeKey !== undefined && isLiveKey(stripeKey)) {
    faults.push('STRIPE_SECRET_KEY is a live key: the demo accepts only test keys. Use "serve"')
  } else if (stripeKey !== undefined && readSecret('STRIPE_WEBHOOK_SECRET', variables) === undefined) {
    faults.push(`STRIPE_WEBHOOK_SECRET is missing: ${StripeVariables.properties.STRIPE_WEBHOOK_SECRET.description}`)
  }
  faults.push(...publicFaults(variables))
  if (values === undefined || faults.length > 0) throw new ConfigError(faults)
  return { dataDir: readDataDir(variables), simulatorPort: values.SIMULATOR_PORT, port: values.PORT }
}

/** What would show the demo, with its inbox full of working links, to others. */
function publicFaults(variables: Variables): string[] {
  const faults: string[] = []
  const baseUrl = valueOf(variables, 'API_BASE_URL')
  if (!isLoopback(valueOf(variables, 'HOST') ?? 'localhost')) {
    faults.push('HOST is not a loopback address: the demo listens on loopback only. Use "serve"')
  }
  if (baseUrl !== undefined && URL.canParse(baseUrl) && !isLoopback(new URL(baseUrl).hostname)) {
    faults.push('API_BASE_URL is not on this machine: the demo is for one machine only. Use "serve"')
  }
  if (valueOf(variables, 'TRUST_PROXY') !== undefined) {
    faults.push('TRUST_PROXY is set: the demo is not for use behind a proxy. Remove it, or use "serve"')
  }
  if (valueOf(variables, 'NODE_ENV') === 'production') {
    faults.push('NODE_ENV is production: the demo is not for production. Use "serve"')
  }
  return faults
}
