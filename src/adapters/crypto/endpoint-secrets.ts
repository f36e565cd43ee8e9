import { createHmac } from 'node:crypto'
import type { EndpointSecrets } from '../../ports/endpoint-secrets.ts'

/** Secrets of outgoing events, derived from one key of the configuration: whoever has only the database has none. */
export const derivedEndpointSecrets = (masterKey: string): EndpointSecrets => ({
  secretOf: (endpointId, version) =>
    `whsec_${createHmac('sha256', masterKey).update(`outgoing events of ${endpointId}, version ${version}`).digest('base64')}`,
})
