import { allows, type Scope } from '../../../domain/scope.ts'

/** A part of the console, in the navigation. */
interface Section {
  /** Behind the platform in its URL. */
  readonly path: string
  readonly name: string
  /** The scope that its pages require. */
  readonly scope: Scope
}

/** The parts of the console, the first one first. To add one, register its pages in `console.ts`. */
export const SECTIONS: readonly Section[] = [
  { path: 'clients', name: 'Clients', scope: 'clients:read' },
  { path: 'webhook-endpoints', name: 'Webhook endpoints', scope: 'webhooks:manage' },
]

/** Those that a key with these scopes may open. */
export const sectionsFor = (scopes: readonly Scope[]): readonly Section[] =>
  SECTIONS.filter(({ scope }) => allows(scopes, scope))

/** The URL of a part of the console, or of a page in it. */
export const consoleUrl = (platform: string, ...path: readonly string[]): string =>
  ['/console', ...[platform, ...path].map(encodeURIComponent)].join('/')
