import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import type { UseCases } from '../../src/usecases/all.ts'
import type { ServiceUseCases } from '../../src/usecases/by-platform.ts'

/** The use cases of the only platform of a service without a file of platforms. */
export function ofDefault({ at }: ServiceUseCases): UseCases {
  const own = at(DEFAULT_PLATFORM)
  if (own === undefined) throw new Error('there is no platform')
  return own
}
