import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { stripeClient } from './adapters/stripe/payment-providers.ts'
import { eventDestinations, webhookEndpoints } from './adapters/stripe/setup/receivers.ts'
import { planReceiver } from './domain/event-receivers.ts'

/** The signing secrets that the simulator has shown, by the ids of their receivers. */
const Secrets = Type.Record(Type.String(), Type.String())

interface Options {
  readonly secretKey: string
  readonly simulatorUrl: string
  /** Where the service receives events. */
  readonly url: string
  readonly dataDir: string
}

const DEADLINE_MS = 10_000

/**
 * Creates the webhooks of both generations as `stripe setup` does, so that `stripe check` finds nothing wrong with a demo.
 * Their secrets are shown only once and stored with the demo's data; a receiver whose secret was lost is replaced. Returns
 * the secrets.
 */
export async function setUpDemoWebhooks({ secretKey, simulatorUrl, url, dataDir }: Options): Promise<string[]> {
  const stripe = stripeClient({ secretKey, apiBase: simulatorUrl })
  const unpaced = { turn: async () => {} }
  const pace = { createAccount: unpaced, listAccounts: unpaced, createLink: unpaced, retrieveAccount: unpaced }
  const dependencies = { stripe, pace }
  const signal = AbortSignal.timeout(DEADLINE_MS)
  const file = join(dataDir, 'webhook-secrets.json')
  const known = await storedSecrets(file)
  const used: Record<string, string> = {}
  for (const { kind, remove } of [
    { kind: webhookEndpoints(dependencies), remove: (id: string) => stripe.webhookEndpoints.del(id) },
    { kind: eventDestinations(dependencies), remove: (id: string) => stripe.v2.core.eventDestinations.del(id) },
  ]) {
    const all = await kind.list(signal)
    const lost = all.filter((one) => one.url === url && known[one.id] === undefined)
    for (const { id } of lost) await remove(id)
    const step = planReceiver(
      kind.events,
      all.filter((one) => !lost.includes(one)),
      url,
    )
    const made = step.step === 'none' ? { id: step.id } : await kind.make(step, url, signal)
    used[made.id] = ('secret' in made ? made.secret : undefined) ?? known[made.id] ?? ''
  }
  await writeFile(file, JSON.stringify({ ...known, ...used }), { mode: 0o600 })
  return Object.values(used)
}

async function storedSecrets(file: string): Promise<Readonly<Record<string, string>>> {
  try {
    const stored: unknown = JSON.parse(await readFile(file, 'utf8'))
    return Value.Check(Secrets, stored) ? stored : {}
  } catch {
    return {}
  }
}
