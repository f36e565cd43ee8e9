import { endpointAudit } from '../../domain/service-audit.ts'
import {
  changedEndpoint,
  ENDPOINTS_AT_MOST,
  faultOfReceiver,
  rotated,
  type EndpointChange,
  type ReceiverFault,
  type WebhookEndpoint,
} from '../../domain/webhook-endpoint.ts'
import type { Actor } from '../../ports/actor.ts'
import type { EndpointSecrets } from '../../ports/endpoint-secrets.ts'
import type { HostFault, Receivers } from '../../ports/receivers.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import type { WebhookEndpoints } from '../../ports/webhook-endpoints.ts'

interface Dependencies {
  readonly endpoints: WebhookEndpoints
  readonly receivers: Receivers
  /** Absent if the configuration has no key that they are derived from. */
  readonly endpointSecrets: EndpointSecrets | undefined
  readonly secrets: Pick<Secrets, 'newId'>
  readonly tokens: Pick<TokenRepository, 'now'>
  readonly livemode: boolean
}

type Unknown = { readonly outcome: 'unknown_endpoint' }
type Refused = { readonly outcome: 'refused'; readonly fault: ReceiverFault | HostFault }
type Unsigned = { readonly outcome: 'no_signing_key' }

export type EndpointCreated =
  | { readonly outcome: 'created'; readonly endpoint: WebhookEndpoint; readonly secret: string }
  | { readonly outcome: 'too_many'; readonly most: number }
  | Refused
  | Unsigned

export type EndpointChanged = { readonly outcome: 'changed'; readonly endpoint: WebhookEndpoint } | Refused | Unknown

export type SecretRotated =
  | { readonly outcome: 'rotated'; readonly endpoint: WebhookEndpoint; readonly secret: string }
  | Unknown
  | Unsigned

/** Everything that staff do with the receivers of a platform's outgoing events. The secret is told once. */
export function webhookEndpointUseCases(dependencies: Dependencies) {
  const { endpoints, receivers, endpointSecrets, secrets, tokens, livemode } = dependencies
  const faultOf = async (url: string) => faultOfReceiver(url, { livemode }) ?? (await receivers.faultOf(url))

  return {
    async createWebhookEndpoint(
      { url, eventTypes = [] }: Pick<WebhookEndpoint, 'url'> & Pick<EndpointChange, 'eventTypes'>,
      actor: Actor,
    ): Promise<EndpointCreated> {
      if (endpointSecrets === undefined) return { outcome: 'no_signing_key' }
      const fault = await faultOf(url)
      if (fault !== undefined) return { outcome: 'refused', fault }
      const createdAt = await tokens.now()
      const { platform } = actor
      const types = [...new Set(eventTypes)]
      const endpoint = { id: secrets.newId(), platform, url, eventTypes: types, secretVersion: 1, createdAt }
      const entry = endpointAudit('created', { endpointId: endpoint.id, eventTypes: types })
      const isCreated = await endpoints.create(endpoint, ENDPOINTS_AT_MOST, { entry, actor })
      if (!isCreated) return { outcome: 'too_many', most: ENDPOINTS_AT_MOST }
      return { outcome: 'created', endpoint, secret: endpointSecrets.secretOf(endpoint.id, 1) }
    },

    /** Whether there is a key to sign events with; without it endpoints are neither created nor given a new secret. */
    signsEvents: (_actor: Actor): boolean => endpointSecrets !== undefined,

    listWebhookEndpoints: ({ platform }: Actor): Promise<readonly WebhookEndpoint[]> => endpoints.list(platform),

    async changeWebhookEndpoint(endpointId: string, change: EndpointChange, actor: Actor): Promise<EndpointChanged> {
      const found = await endpoints.find(actor.platform, endpointId)
      if (found === undefined) return { outcome: 'unknown_endpoint' }
      const fault = change.url === undefined ? undefined : await faultOf(change.url)
      if (fault !== undefined) return { outcome: 'refused', fault }
      const endpoint = changedEndpoint(found, change, await tokens.now())
      const fields = Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : [field]))
      const isSaved = await endpoints.save(endpoint, { entry: endpointAudit('changed', { endpointId, fields }), actor })
      return isSaved ? { outcome: 'changed', endpoint } : { outcome: 'unknown_endpoint' }
    },

    async rotateWebhookSecret(endpointId: string, actor: Actor): Promise<SecretRotated> {
      if (endpointSecrets === undefined) return { outcome: 'no_signing_key' }
      const found = await endpoints.find(actor.platform, endpointId)
      if (found === undefined) return { outcome: 'unknown_endpoint' }
      const endpoint = rotated(found, await tokens.now())
      const isSaved = await endpoints.save(endpoint, { entry: endpointAudit('secret_rotated', { endpointId }), actor })
      if (!isSaved) return { outcome: 'unknown_endpoint' }
      return { outcome: 'rotated', endpoint, secret: endpointSecrets.secretOf(endpointId, endpoint.secretVersion) }
    },

    async removeWebhookEndpoint(
      endpointId: string,
      actor: Actor,
    ): Promise<{ readonly outcome: 'removed' | 'unknown_endpoint' }> {
      const entry = endpointAudit('removed', { endpointId })
      const isRemoved = await endpoints.remove(actor.platform, endpointId, { entry, actor })
      return { outcome: isRemoved ? 'removed' : 'unknown_endpoint' }
    },
  }
}
