import type { Platforms } from '../../../../ports/platforms.ts'
import type { ServiceUseCases } from '../../../../usecases/by-platform.ts'
import type { PlatformSettings } from '../../platform-settings.ts'
import type { Act } from '../once.ts'
import type { Show } from '../show.ts'

export interface ClientPages {
  readonly useCases: ServiceUseCases
  readonly platforms: Platforms<PlatformSettings>
  /** How long a link can be opened, in hours. */
  readonly linkLifetimeHours: number
  readonly show: Show
  readonly act: Act
}
