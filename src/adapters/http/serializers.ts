import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'

type Builder = ReturnType<typeof SerializerSelector>
type Compiler = ReturnType<Builder>

/**
 * Fastify's serializers, each compiled when it is first used. A serializer takes 10 ms, because it reads all components of
 * the API, and most of the several hundred are of problems that a process never reports; together they made a start six
 * seconds longer.
 */
export function lazySerializers(): Builder {
  const build = SerializerSelector()
  return (...options): Compiler => {
    const compile = build(...options)
    return (route) => {
      let serialize: ReturnType<Compiler> | undefined
      return (document) => (serialize ??= compile(route))(document)
    }
  }
}
