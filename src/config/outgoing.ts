import { Type, type Static } from '@sinclair/typebox'
import { onOff } from './formats.ts'

export const OutgoingVariables = Type.Object({
  WEBHOOK_MASTER_KEY: Type.Optional(
    Type.String({
      format: 'random-key',
      secret: true,
      description: 'at least 32 random characters, e.g. from `openssl rand -hex 32`',
    }),
  ),
  ALLOW_PRIVATE_RECEIVERS: onOff(
    'off',
    'on or off: whether outgoing events may be sent to loopback and private addresses',
  ),
})

export interface OutgoingConfig {
  readonly outgoing: {
    /** The key that the secrets of webhook endpoints are derived from. Without it no outgoing events are sent. */
    readonly masterKey: string | undefined
    readonly allowsPrivate: boolean
  }
}

export const outgoingConfig = (variables: Static<typeof OutgoingVariables>): OutgoingConfig => ({
  outgoing: {
    masterKey: variables.WEBHOOK_MASTER_KEY,
    allowsPrivate: variables.ALLOW_PRIVATE_RECEIVERS === 'on',
  },
})
