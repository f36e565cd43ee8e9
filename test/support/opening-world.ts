import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { memoryPaymentProvider } from '../../src/adapters/memory/payment-provider.ts'
import type { ClientRecord } from '../../src/ports/client-repository.ts'
import type { PaymentProvider } from '../../src/ports/payment-provider.ts'
import type { TokenRepository } from '../../src/ports/token-repository.ts'
import { inviteClient } from '../../src/usecases/invite-client.ts'
import { askAboutAccount } from '../../src/usecases/ask-about-account.ts'
import { lookAtAccount } from '../../src/usecases/look-at-account.ts'
import { openLink, openToken } from '../../src/usecases/open-link.ts'
import { previewLink } from '../../src/usecases/preview-link.ts'
import { memoryWorld } from './memory-world.ts'
import { scriptedProvider } from './scripted-provider.ts'

export const act = { actor: 'client', requestId: 'request-1' }

export interface Invited {
  readonly clientId: string
  readonly tokenId: string
  readonly linkSecret: string
}

/** All that opening a link needs, in memory, with a clock that moves only when a test says so. */
export function openingWorld() {
  let instant = Date.parse('2026-03-01T12:00:00.000Z')
  const now = () => new Date(instant)
  const world = memoryWorld({ now })
  const { clients, tokens, accounts } = world
  const provider = memoryPaymentProvider({ now })
  const scripted = scriptedProvider(provider)
  const secrets = cryptoSecrets()
  const logged: { level: string; facts: object; message: string }[] = []
  const log = {
    warn: (facts: object, message: string) => void logged.push({ level: 'warn', facts, message }),
    error: (facts: object, message: string) => void logged.push({ level: 'error', facts, message }),
  }
  const states: string[] = []
  const invite = inviteClient({ clients, secrets })

  /** Opening as another instance would do it, whose calls to the provider no script touches unless said. */
  function opener({ through = provider, using = tokens }: { through?: PaymentProvider; using?: TokenRepository } = {}) {
    const open = openLink({
      tokens: using,
      secrets,
      open: openToken({
        tokens: using,
        accounts,
        look: lookAtAccount({ accounts, ask: askAboutAccount({ provider: through, log }) }),
        provider: through,
        secrets,
        log,
        waysBack: ({ toReturn, toRefresh }) => {
          states.push(toReturn, toRefresh)
          return {
            returnUrl: `https://platform.example/callback?state=${toReturn}`,
            refreshUrl: `https://platform.example/refresh?state=${toRefresh}`,
          }
        },
      }),
      deadline: () => new AbortController().signal,
    })
    return (linkSecret: string) => open(linkSecret, act)
  }

  let invitations = 0
  return {
    ...world,
    now,
    provider: scripted,
    secrets,
    /** What the use cases told operators. */
    logged,
    /** Every state that went into a way back. */
    states,
    /** How many accounts there are at the provider. */
    accounts: () => provider.accounts(),
    advance(ms: number): void {
      instant += ms
    },

    async invite({ country }: { country?: string } = {}): Promise<Invited> {
      invitations += 1
      const invited = await invite(
        {
          name: `Ada ${invitations}`,
          email: `ada${invitations}@example.com`,
          expiresInHours: 336,
          ...(country !== undefined && { country }),
        },
        { actor: 'admin:1', requestId: 'invite' },
      )
      if (invited.outcome !== 'invited') throw new Error(invited.outcome)
      return { clientId: invited.client.id, tokenId: invited.token.id, linkSecret: invited.linkSecret }
    },

    opener,
    open: opener({ through: scripted }),
    preview: previewLink({ tokens, secrets }),

    async recordOf({ clientId }: Invited): Promise<ClientRecord> {
      const record = await clients.find(clientId)
      if (record === undefined) throw new Error(`no client ${clientId}`)
      return structuredClone(record)
    },

    /** The intent as the next opening would read it, looked at in such a way that it counts as a try. */
    async intentOf({ clientId }: Invited) {
      return structuredClone((await tokens.openIntent(clientId)).intent)
    },
  }
}

export type OpeningWorld = ReturnType<typeof openingWorld>
