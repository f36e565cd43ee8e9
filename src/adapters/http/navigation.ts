import type { FastifyRequest } from 'fastify'

/** Whether a browser shows the reply to a person, who gets a page; programs get problems. */
export const isNavigation = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') ?? false
