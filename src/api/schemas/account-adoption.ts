import { Type, type Static } from '@sinclair/typebox'
import { AccountId } from './account-id.ts'
import { storedFields, syncedClientExample } from './client-change.ts'
import { strict } from './common.ts'
import { ExpiresInHours, NewLink, SendEmail } from './onboarding-tokens.ts'

export const AdoptBody = Type.Object(
  {
    accountId: AccountId,
    expiresInHours: ExpiresInHours,
    sendEmail: SendEmail,
    dryRun: Type.Optional(
      Type.Boolean({
        description:
          'Only reports what would happen: the reply has the client as it would be, and nothing is stored. Default: ' +
          'false.',
      }),
    ),
  },
  { ...strict, examples: [{ accountId: 'acct_1Nv0FGQ9RKHgCVdK' }] },
)

export const Adopted = Type.Object(
  {
    ...storedFields,
    link: Type.Optional(
      Type.Unsafe<Static<typeof NewLink>>({
        ...NewLink,
        description:
          'A link with the purpose `update`, if Stripe needs more of the client and no link of it opens. Only for keys ' +
          'with the scope `tokens:write`, and only in this reply.',
      }),
    ),
    newLinkNeeded: Type.Boolean({
      description: 'Whether Stripe needs more of the client, and it has no link that opens.',
    }),
  },
  { $id: 'Adopted', description: 'A client with its account, and a link if it needs one.' },
)

export const adoptedExample = {
  ...syncedClientExample,
  onboarding: { ...syncedClientExample.onboarding, purpose: 'update', status: 'pending' },
  link: {
    tokenId: '5a0f7c9e-2f0b-4c57-9d0d-1c8d5c1b7a10',
    token: 'obt_VtGEXAMPLExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    url: 'https://app.example.com/onboard?token=obt_VtGEXAMPLExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    status: 'pending',
    expiresAt: '2026-12-09T10:00:00.000Z',
  },
  newLinkNeeded: false,
} satisfies Static<typeof Adopted>
