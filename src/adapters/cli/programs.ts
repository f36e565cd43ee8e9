import type { Locale } from '../../domain/locale.ts'
import type { EmailKind } from '../../domain/onboarding-event.ts'
import type { Actor } from '../../ports/actor.ts'
import type { UseCases } from '../../usecases/all.ts'
import type { ServiceUseCases } from '../../usecases/by-platform.ts'

/** What the commands run: given by the composition root, and loaded when a command needs it. */
export interface Programs {
  demo(): Promise<void>
  /** Starts the service, its worker, or both; returns when they run. */
  service(parts: { readonly serving?: boolean; readonly working?: boolean }): Promise<void>
  /** Migrates the database. Returns the names of the migrations that ran. */
  migrations(): Promise<readonly string[]>
  simulator(): Promise<void>
  /** Sends a health check. Returns its URL and the status code of the reply; `undefined` if there was no reply. */
  health(target: HealthTarget): Promise<{ readonly url: string; readonly status: number | undefined }>
  /** Writes emails with sample data into a folder. Returns the page that lists them, and how many there are. */
  previewEmails(preview: EmailPreview): Promise<{ readonly index: string; readonly emails: number }>
  withStaffService: WithStaffService
}

export interface EmailPreview {
  /** Absent: all. */
  readonly kind?: EmailKind
  /** Absent: all. */
  readonly locale?: Locale
  /** The folder of the files. */
  readonly out: string
}

export type HealthTarget = { readonly path: '/livez' | '/readyz' } | { readonly url: string }

/** Runs a command for staff on the database of the environment, or on that of a demo that runs on this machine. */
export type WithStaffService = <T>(
  command: (service: StaffService) => Promise<T>,
  options?: { readonly platform?: string | undefined },
) => Promise<T>

export interface StaffService {
  readonly useCases: ServiceUseCases
  /** Those of the platform that the command is for. Throws if there are several and it names none. */
  readonly own: UseCases
  /** Whether the commands work on accounts of live mode. */
  readonly livemode: boolean
  /** How long a link can be opened if the command does not say, in hours. */
  readonly linkLifetimeHours: number
  /** The link that a client gets, for a link secret. */
  readonly linkFor: (linkSecret: string) => string
  /** The actor of this command. Throws if there are several platforms and the command names none. */
  readonly actor: Actor
  /** The same for what is of no platform in particular. */
  readonly operator: Actor
}
