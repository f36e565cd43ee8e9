import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import swagger from '@fastify/swagger'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyContextConfig, FastifyInstance, FastifySchema } from 'fastify'
import { DESCRIPTION, TAGS } from '../../api/description.ts'
import { WEBHOOKS } from '../../api/webhooks.ts'

/**
 * Collects the routes that are registered after it. `app.swagger()` is their OpenAPI document, made from their
 * `schema`.
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
      tags: [...TAGS],
      components: {
        securitySchemes: {
          apiKey: {
            type: 'http',
            scheme: 'bearer',
            description: 'An API key, created by the operator of the service.',
          },
        },
      },
    },
    stripBasePath: false,
    transformObject: (document) => {
      if ('swaggerObject' in document) return document.swaggerObject
      for (const path of Object.values(document.openapiObject.paths ?? {})) {
        for (const body of [path?.post?.requestBody, path?.put?.requestBody, path?.patch?.requestBody]) {
          if (body !== undefined && 'content' in body) markRequired(body)
        }
      }
      return { ...document.openapiObject, webhooks: WEBHOOKS }
    },
    refResolver: {
      buildLocalReference: ({ $id }, _uri, _fragment, index) => (typeof $id === 'string' ? $id : `schema-${index}`),
    },
    transform: ({ schema, url, route }) => ({
      url,
      schema: schema.hide === true ? schema : withScope(withDeprecation(schema, route.config), route.config),
    }),
  })
}

/** The scope of an admin route is in its `config`, where the guard reads it. */
function withScope(schema: FastifySchema, { scope }: FastifyContextConfig = {}): FastifySchema {
  if (scope === undefined) return { ...schema, security: [] }
  const description = `${schema.description ?? ''} Requires an API key with the scope \`${scope}\`.`
  return { ...schema, description, security: [{ apiKey: [scope] }] }
}

/** A route that goes is marked, and says when. */
function withDeprecation(schema: FastifySchema, { deprecated }: FastifyContextConfig = {}): FastifySchema {
  if (deprecated === undefined) return schema
  const description = `${schema.description ?? ''} Deprecated since ${deprecated.since}; removed on ${deprecated.sunset}.`
  return { ...schema, description, deprecated: true }
}

/** The plugin marks every body as required, but a body without required fields may be omitted. */
function markRequired(body: { content: Record<string, { schema?: object }>; required?: boolean }): void {
  const schemas = Object.values(body.content).map(({ schema = {} }) => schema)
  body.required = schemas.some(
    (schema) => !('properties' in schema) || 'required' in schema || 'minProperties' in schema,
  )
}

function packageVersion(): string {
  const path = findPackageJSON(import.meta.url)
  const manifest: unknown = path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'))
  return Value.Parse(Type.Object({ version: Type.String() }), manifest).version
}
