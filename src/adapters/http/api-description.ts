import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import swagger from '@fastify/swagger'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyContextConfig, FastifyInstance, FastifySchema } from 'fastify'

const DESCRIPTION = `
Onboards clients to Stripe Connect. Staff invites a client; the client opens the link, walks through Stripe's pages, and
can be paid. A token moves only when Stripe has really done its part, and whatever fails can be tried again.

**Authentication.** Routes for staff want an API key as \`Authorization: Bearer <key>\`, with the scope that they name; a key
with the scope \`admin\` is good for all. Routes for clients want the token of their link, and nothing else.

**Errors** are RFC 9457 problems, \`application/problem+json\`. Decide by \`code\`, which is stable; \`retryable\` says whether
the same request can succeed later, and \`Retry-After\` when. A path that is no route answers 404 \`NOT_FOUND\`, and headers
that are too large 431 \`REQUEST_HEADERS_TOO_LARGE\`.

**Trying again.** Opening, previewing and revoking a link, and everything that reads, can be repeated without harm. What
takes an \`Idempotency-Key\` is done once for each key and body: sent again within 24 hours, it answers about what was done
before, with a fresh link. The key with another body is refused.

**Requests** name their fields exactly: unknown fields of a body or a query are refused. Instants are ISO 8601 in UTC.
`.trim()

const TAGS = [
  { name: 'links', description: 'For clients: look at a link, and open it. The token in the link is the permission.' },
  { name: 'clients', description: 'For staff: invite clients, and see how they are.' },
  { name: 'tokens', description: 'For staff: new links, and links withdrawn.' },
  { name: 'stripe', description: 'For Stripe: where it sends clients back to, and its events.' },
  { name: 'operations', description: 'For whoever runs the service.' },
]

/**
 * Collects the routes that are registered after it, and makes `app.swagger()` their OpenAPI document. A route describes
 * itself in its `schema`.
 */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'connect-onboarding',
        version: packageVersion(),
        description: DESCRIPTION,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'The service that this document comes from.' }],
      tags: TAGS,
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'A key of the platform, made by its operator.' },
        },
      },
    },
    stripBasePath: false,
    transformObject: (document) => {
      if ('swaggerObject' in document) return document.swaggerObject
      for (const path of Object.values(document.openapiObject.paths ?? {})) {
        for (const body of [path?.post?.requestBody, path?.patch?.requestBody]) {
          if (body !== undefined && 'content' in body) saysWhetherRequired(body)
        }
      }
      return document.openapiObject
    },
    refResolver: {
      buildLocalReference: ({ $id }, _uri, _fragment, index) => (typeof $id === 'string' ? $id : `schema-${index}`),
    },
    transform: ({ schema, url, route }) => ({
      url,
      schema: schema.hide === true ? schema : withScope(schema, route.config),
    }),
  })
}

/** An admin route names its scope in its `config`, where it is asked for. */
function withScope(schema: FastifySchema, { scope }: FastifyContextConfig = {}): FastifySchema {
  if (scope === undefined) return { ...schema, security: [] }
  const description = `${schema.description ?? ''} Wants a key with the scope \`${scope}\`.`
  return { ...schema, description, security: [{ apiKey: [scope] }] }
}

/** The plugin calls every body required; one that may be empty may be left out. */
function saysWhetherRequired(body: { content: Record<string, { schema?: object }>; required?: boolean }): void {
  const schemas = Object.values(body.content).map(({ schema = {} }) => schema)
  body.required = schemas.some((schema) => 'required' in schema || 'minProperties' in schema)
}

function packageVersion(): string {
  const path = findPackageJSON(import.meta.url)
  const manifest: unknown = path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'))
  return Value.Parse(Type.Object({ version: Type.String() }), manifest).version
}
