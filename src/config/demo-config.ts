import { Type, type Static } from '@sinclair/typebox'
import { readProfiles } from './account-profiles.ts'
import { ConfigError } from './config-error.ts'
import { DemoVariables, readDataDir } from './demo.ts'
import { readPlatforms } from './platforms.ts'
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
  const ofProfiles: string[] = []
  const profiles = readProfiles(variables, ofProfiles)
  const listed = readPlatforms(DemoEnvironment, { variables, profiles }, faults)
  const values = readVariables(DemoEnvironment, variables, listed === undefined ? faults : [])
  faults.push(...ofProfiles)
  faults.push(...(listed ?? []).flatMap(({ values: own }, n) => faultsOfListed(own, `PLATFORMS: [${n}]`)))
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

/** What a platform of the file must not have. Its keys are needed: no simulator is started for it. */
function faultsOfListed(values: Static<typeof DemoEnvironment>, place: string): string[] {
  const { STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: secret, API_BASE_URL: baseUrl } = values
  const faults: string[] = []
  if (key === undefined) faults.push(`${place}.stripeSecretKey is missing: the demo starts no simulator for a file`)
  else if (isLiveKey(key)) faults.push(`${place}.stripeSecretKey is a live key: the demo accepts only test keys`)
  if (secret === undefined) faults.push(`${place}.stripeWebhookSecrets is missing: give those of your endpoint`)
  if (baseUrl !== undefined && !isLoopback(new URL(baseUrl).hostname)) {
    faults.push(`${place}.apiBaseUrl is not on this machine: the demo is for one machine only`)
  }
  return faults
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
