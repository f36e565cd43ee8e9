import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'

interface Test {
  teardown(handler: () => unknown): unknown
}

/** An entry of the file of platforms. */
export type Entry = Readonly<Record<string, unknown>> & { readonly id: string }

/** Two platforms at the simulator, each with a sandbox of its own. */
export const ACME = {
  id: 'acme',
  name: 'Acme',
  stripeSecretKey: 'sk_test_sandbox_acme',
  stripeWebhookSecrets: ['whsec_acme_0123456789abcdef'],
  mailFrom: 'onboarding@acme.example',
  branding: { supportEmail: 'help@acme.example' },
} as const
export const BAZAAR = {
  id: 'bazaar',
  name: 'Bazaar',
  stripeSecretKey: 'sk_test_sandbox_bazaar',
  stripeWebhookSecrets: ['whsec_bazaar_0123456789abcdef'],
  apiBaseUrl: 'http://bazaar.localhost:4242',
} as const

/** The variables of a service for these platforms, in place of those of a service for one; and how to change the file. */
export async function platformsFile(t: Test, entries: readonly Entry[] = [ACME, BAZAAR]) {
  const folder = await temporaryFolder()
  t.teardown(() => rm(folder, { recursive: true }))
  const path = join(folder, 'platforms.json')
  const write = (next: unknown) => writeFile(path, typeof next === 'string' ? next : JSON.stringify(next))
  await write(entries)
  const own = { STRIPE_SECRET_KEY: '', STRIPE_WEBHOOK_SECRET: '', STRIPE_ACCOUNTS_API: '' }
  return { path, write, variables: { ...own, PLATFORMS: path } }
}
