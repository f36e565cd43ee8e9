import type { Looked, PlatformFacts, ProviderSetup, ReceiverKind } from '../../domain/provider-setup.ts'
import type { ProviderDiagnostics } from '../../ports/provider-diagnostics.ts'

const PLATFORM: PlatformFacts = {
  platformId: 'memory',
  livemode: false,
  name: 'Memory',
  hasLogo: true,
  hasSupportAddress: true,
}

const HEALTHY: ProviderSetup = {
  platform: PLATFORM,
  connect: { found: true },
  accountsApi: { found: true },
  profiles: [],
  receivers: [],
  clockAheadMs: 0,
}

/** The set-up at a provider in memory, which is healthy unless a test says otherwise. A finding is named by its cause. */
export function memoryDiagnostics(given: Partial<ProviderSetup> = {}): ProviderDiagnostics {
  const setup: Looked<ProviderSetup> = { found: { ...HEALTHY, ...given } }
  return {
    inspect: async () => setup,
    explain: ({ cause }) => ({ sentence: cause }),
    makeReceiver: async ({ kind }: ReceiverKind, step) => ({ id: 'id' in step ? step.id : kind, secret: 'secret' }),
    ping: async () => undefined,
  }
}
