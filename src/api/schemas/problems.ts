import { Type, type TSchema } from '@sinclair/typebox'
import { PROBLEM_CODES, problemOf, type Problem, type ProblemCode } from '../problem.ts'
import { Id, OneOf, ref } from './common.ts'

/** Codes of every route with path or query parameters. */
export const INPUT = ['VALIDATION_FAILED'] as const satisfies readonly ProblemCode[]

/** Codes of every POST, PATCH and DELETE, also of routes without a body, because a request may have one. */
export const BODY = [...INPUT, 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const satisfies readonly ProblemCode[]

/** Codes of every route that requires an API key. */
export const ADMIN = [
  ...INPUT,
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'PLATFORM_REQUIRED',
  'PLATFORM_NOT_FOUND',
  'RATE_LIMITED',
] as const satisfies readonly ProblemCode[]

/** Codes of all routes. */
const ANYWHERE = ['INTERNAL', 'SERVICE_UNAVAILABLE'] as const satisfies readonly ProblemCode[]

const REQUEST_ID = '3f0c8f0e-6a57-4c4b-9c1d-0a4b8f3f7d52'

export const FieldFault = Type.Object(
  {
    field: Type.String({
      description: 'The name of the field, with dots before nested ones; or `body`, `query`, `path` or `headers`.',
    }),
    message: Type.String({ description: 'What is wrong with it, for people. The value is never repeated.' }),
    allowed: Type.Optional(
      Type.Array(Type.String(), {
        description: 'The accepted values; for an unknown field, the names of the known ones.',
      }),
    ),
  },
  { $id: 'FieldFault', description: 'What is wrong with one field of a request.' },
)

/** The body of every error. Registered by its `$id`, so that the document has it as a component. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'Always `about:blank`; `code` says what happened.' }),
    title: Type.String({ description: 'A short summary, the same for every problem with this code.' }),
    status: Type.Integer({ description: 'The HTTP status.' }),
    detail: Type.String({ description: 'An explanation for people.' }),
    code: OneOf(PROBLEM_CODES, { description: 'What happened, for programs. Codes never change.' }),
    requestId: Id('The id of this request in the log; also in `x-request-id`.'),
    retryable: Type.Boolean({ description: 'Whether the same request can succeed later.' }),
    error: Type.String({ description: 'Repeats `detail`, for existing front ends.' }),
    errors: Type.Optional(
      Type.Array(ref(FieldFault), {
        description: 'With `VALIDATION_FAILED`: everything that is wrong with the body, the query or the path.',
      }),
    ),
    clientId: Type.Optional(
      Id('With `CLIENT_EXISTS` and `EXTERNAL_ID_EXISTS`: the client that exists; only for keys with `clients:read`.'),
    ),
    terms: Type.Optional(
      Type.Object(
        {
          version: Type.String({ description: 'What `termsVersion` has to be.' }),
          url: Type.String({ format: 'uri' }),
        },
        { description: 'With `TERMS_REQUIRED`: the terms that the client has to accept.' },
      ),
    ),
  },
  { $id: 'Problem', description: 'An RFC 9457 problem: the body of every error.' },
)

/**
 * The errors of an operation, for its `response`: the sets above that apply, and its own codes. Those of all routes are
 * added. `response: { 200: …, ...problems(...ADMIN, ...INPUT, 'CLIENT_NOT_FOUND') }`
 */
export function problems(...codes: ProblemCode[]) {
  const all = [...new Set([...codes, ...ANYWHERE])].map((code) => problemOf(code, REQUEST_ID))
  const byStatus = Map.groupBy(all, ({ status }) => status)
  return Object.fromEntries([...byStatus].map(([status, ofStatus]) => [status, problemResponse(status, ofStatus)]))
}

/** The headers of all errors with a status. */
const HEADERS: Partial<Record<number, Record<string, TSchema>>> = {
  401: { 'WWW-Authenticate': Type.String({ description: 'Always `Bearer`.' }) },
  429: { 'Retry-After': Type.Integer({ description: 'Seconds to wait.' }) },
  502: { 'Retry-After': Type.Integer({ description: 'Seconds to wait, if known.' }) },
  503: { 'Retry-After': Type.Integer({ description: 'Seconds to wait.' }) },
}

function problemResponse(status: number, ofStatus: readonly Problem[]) {
  const headers = HEADERS[status]
  const Narrowed = Type.Object({ code: OneOf(ofStatus.map(({ code }) => code)) })
  return {
    description: ofStatus.map(({ code, detail }) => `\`${code}\`: ${detail}`).join('\n\n'),
    ...(headers !== undefined && { headers }),
    content: {
      'application/problem+json': {
        schema: Type.Unsafe<Problem>({ allOf: [ref(ProblemSchema), Narrowed] }),
        examples: Object.fromEntries(ofStatus.map((problem) => [problem.code, { value: problem }])),
      },
    },
  }
}
