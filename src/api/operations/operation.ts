// A folder with one file for each group of routes. An operation is what the OpenAPI document says of a route, and what
// requests and replies are validated by; the routes of adapters/http spread it into their options.
import type { TSchema } from '@sinclair/typebox'
import type { Scope } from '../../domain/scope.ts'
import type { DeprecatedSince } from '../api-version.ts'
import type { Tag } from '../description.ts'

/** One operation of the API, without the framework that serves it. */
export interface Operation {
  /** The scope of the API key that it takes; absent on public routes. */
  readonly config?: {
    readonly scope?: Scope
    readonly isOfAllPlatforms?: boolean
    /** Set if the operation goes: its replies say so, and the document. */
    readonly deprecated?: DeprecatedSince
  }
  readonly schema: {
    /** The name of the use case. */
    readonly operationId: string
    readonly summary: string
    readonly description: string
    readonly tags: Tag[]
    /**
     * On each POST, and only there: whether clients may repeat it by themselves if they got no answer. It has no further
     * effect then, and the reply is as good as the lost one: it has what is shown only once, and no refusal that comes of
     * the first request.
     */
    readonly 'x-safe-to-repeat'?: boolean
    readonly headers?: TSchema
    readonly params?: TSchema
    readonly querystring?: TSchema
    readonly body?: TSchema | object
    readonly response: Readonly<Record<number, object>>
  }
}
