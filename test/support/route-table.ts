import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import type { Scope } from '../../src/domain/scope.ts'

export interface Route {
  /** As in `GET /livez`. */
  readonly name: string
  readonly method: string
  readonly url: string
  /** The scope that the route requires. */
  readonly scope: Scope | undefined
}

/** All routes of the apps that `build` builds, as registered by Fastify. */
export async function routesOf(build: () => Promise<unknown>): Promise<Route[]> {
  const routes: Route[] = []
  const watch = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', ({ method, url, config }) => {
      for (const one of [method].flat()) {
        routes.push({ name: `${one} ${url}`, method: one, url, scope: config?.scope })
      }
    })
  }
  subscribe('fastify.initialization', watch)
  try {
    await build()
  } finally {
    unsubscribe('fastify.initialization', watch)
  }
  return routes
}
