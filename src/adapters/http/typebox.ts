import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

/** A Fastify instance whose routes infer their types from TypeBox schemas. */
export type TypeboxApp = Parameters<FastifyPluginAsyncTypebox>[0]
