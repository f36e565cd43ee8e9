import { Type, type Static } from '@sinclair/typebox'
import { DEFAULT_PORT } from './default-port.ts'
import { onOff, port } from './formats.ts'
import { trustedProxies, type TrustedProxies } from './trust-proxy.ts'

export const HttpVariables = Type.Object({
  HOST: Type.String({
    pattern: '^[A-Za-z0-9._:%-]+$',
    default: '127.0.0.1',
    description: 'the address to listen on, without a scheme and a port',
  }),
  PORT: port(DEFAULT_PORT, 'a port number'),
  METRICS_PORT: Type.Optional(port(undefined, 'the port at which `worker` serves its health and metrics')),
  ADMIN_API_KEY: Type.Optional(
    Type.String({
      format: 'random-key',
      secret: true,
      description: 'at least 32 random characters, e.g. from `openssl rand -hex 32`',
    }),
  ),
  TOKEN_LIMIT_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 60,
    description: 'how often a token may be used in a minute',
  }),
  UNKNOWN_CALLER_LIMIT_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 20,
    description: 'unknown tokens and invalid credentials from one address in a minute',
  }),
  ADMIN_LIMIT_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 600,
    description: 'how many requests one API key may make in a minute',
  }),
  GET_OPEN: onOff('on', 'on or off: whether GET /api/v1/onboard-client opens a link'),
  DOCS: onOff('on', 'on or off: whether GET /openapi.json and /docs describe the API'),
  TRUST_PROXY: Type.Optional(
    Type.String({ format: 'trust-proxy', description: 'addresses or CIDR ranges of your proxies, comma-separated' }),
  ),
})

export interface HttpConfig {
  readonly host: string
  readonly port: number
  /** The port at which a worker serves its health and metrics. */
  readonly metricsPort: number | undefined
  /** One more key of the admin API, with all rights. */
  readonly adminApiKey: string | undefined
  readonly limitsPerMinute: { readonly token: number; readonly unknownCaller: number; readonly adminKey: number }
  readonly openByGet: boolean
  readonly docs: boolean
  readonly trustProxy: TrustedProxies
}

export const httpConfig = (variables: Static<typeof HttpVariables>): HttpConfig => ({
  host: variables.HOST,
  port: variables.PORT,
  metricsPort: variables.METRICS_PORT,
  adminApiKey: variables.ADMIN_API_KEY,
  limitsPerMinute: {
    token: variables.TOKEN_LIMIT_PER_MINUTE,
    unknownCaller: variables.UNKNOWN_CALLER_LIMIT_PER_MINUTE,
    adminKey: variables.ADMIN_LIMIT_PER_MINUTE,
  },
  openByGet: variables.GET_OPEN === 'on',
  docs: variables.DOCS === 'on',
  trustProxy: trustedProxies(variables.TRUST_PROXY),
})
