import { isAboutClient, type AlertMessage } from '../../domain/alert.ts'
import {
  alertText,
  digestText,
  NAMED_IN_DIGEST,
  STUCK_RULES,
  type AlertedClient,
  type AlertText,
  type StuckClients,
} from '../../domain/alert-words.ts'
import { standingOf } from '../../domain/onboarding.ts'
import { deadlineOf } from '../../domain/next-step.ts'
import type { AlertChannelName } from '../../ports/alert-book.ts'
import type { Alerting } from '../../ports/alert-channel.ts'
import type { OnboardingQueries } from '../../ports/onboarding-queries.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'

interface Dependencies {
  readonly platform: string
  readonly alerting: Alerting
  readonly tokens: TokenRepository
  readonly queries: OnboardingQueries
  /** How operators recognise the platform. */
  readonly platformName: string
}

/**
 * Sends a message through one channel, in today's words: a job holds no names. `not_sent`: the channel is no longer
 * configured, or there is nothing to say any more. Throws if it must be tried again.
 */
export function sendAlert({ platform, alerting, tokens, queries, platformName }: Dependencies) {
  return async (request: {
    readonly id: string
    readonly channel: AlertChannelName
    readonly message: AlertMessage
  }): Promise<'sent' | 'not_sent'> => {
    const { id, channel, message } = request
    const way = alerting.channels[channel]
    const text = way && (await textOf(message))
    if (way === undefined || text === undefined) return 'not_sent'
    await way.send({ id, platformName, message, text })
    return 'sent'
  }

  async function textOf({ kind, ...message }: AlertMessage): Promise<AlertText | undefined> {
    if (kind === 'digest') return digestText(await stuckClients())
    if (!isAboutClient(kind)) return alertText({ kind, ...message }, [])
    const clients = await Promise.all(message.causes.map(({ subject }) => alertedClient(subject)))
    const present = clients.filter((client) => client !== undefined)
    // All of them were erased meanwhile.
    return present.length === 0 ? undefined : alertText({ kind, ...message }, present)
  }

  async function alertedClient(clientId: string): Promise<AlertedClient | undefined> {
    const loaded = await tokens.load({ clientId, platform })
    if (loaded === undefined || loaded.state.erasedAt !== undefined) return undefined
    const { client, account, since } = loaded.state
    return {
      clientId,
      name: client.name,
      accountId: account?.snapshot.accountId,
      deadline: standingOf(loaded.state).deadline,
      since,
    }
  }

  function stuckClients(): Promise<StuckClients[]> {
    return Promise.all(
      STUCK_RULES.map(async ({ nextAction, forMs }) => {
        const filter = { nextAction: [nextAction], ...(forMs > 0 && { stuckForMs: forMs }) }
        const page = { limit: NAMED_IN_DIGEST, order: 'since' as const }
        const { items, next } = await queries.listClients(platform, filter, page)
        const clients = items.map(({ client: { id: clientId, name }, account, since }) => ({
          ...{ clientId, name, since },
          accountId: account?.accountId,
          deadline: deadlineOf(account),
        }))
        return { nextAction, clients, more: next !== undefined }
      }),
    )
  }
}
