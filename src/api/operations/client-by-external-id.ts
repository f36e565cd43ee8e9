import { Type } from '@sinclair/typebox'
import { ChangedClient, changedClientExample } from '../schemas/client-change.ts'
import { answer, ref } from '../schemas/common.ts'
import { ExternalIdParams, PutBody } from '../schemas/invitation.ts'
import { Invited, invitedExample } from '../schemas/onboarding-tokens.ts'
import { ADMIN, BODY, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

export const putClient = {
  config: { scope: 'clients:write' },
  schema: {
    operationId: 'putClient',
    summary: 'Create or change the client with an external id',
    description:
      'Invites the client if none has this external id, with 201 and its link. Otherwise changes its name, its email ' +
      'address and, where they are given, its country, language, return URL and metadata, as `PATCH` does, with 200 and no ' +
      'link. The other fields are only for the invitation. The same request can be sent again, and by several callers at the same time: there is one client. ' +
      '`sendEmail` also requires the scope `emails:send`.',
    tags: ['clients'],
    params: ExternalIdParams,
    body: PutBody,
    response: {
      200: answer('The client existed, and is now as it was sent.', ref(ChangedClient), changedClientExample),
      201: answer('The client was invited.', ref(Invited), invitedExample, {
        Location: Type.String({ description: 'The path of the client.' }),
      }),
      ...problems(
        ...ADMIN,
        ...BODY,
        'COUNTRY_LOCKED',
        'MAIL_NOT_CONFIGURED',
        'PROFILE_UNKNOWN',
        'RETURN_URL_NOT_ALLOWED',
      ),
    },
  },
} satisfies Operation
