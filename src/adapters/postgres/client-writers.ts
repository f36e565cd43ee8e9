import { sql, type RawBuilder } from 'kysely'
import { searchKeyOf } from '../../domain/client.ts'
import type { EventOf, OnboardingEvent } from '../../domain/onboarding-event.ts'
import type { ValueOf } from './compiled-statement.ts'
import { CLIENT_ID, PLATFORM, STOP_SECRETS, type Writer, type Written } from './written.ts'

type ClientEvent =
  | 'client_invited'
  | 'client_changed'
  | 'reminders_stopped'
  | 'reminders_resumed'
  | 'terms_accepted'
  | 'client_erased'

const metadataOf = ({ after: { client } }: Written) => client.metadata && JSON.stringify(client.metadata)

const searchable = (value: ValueOf<Written>) => value('text', ({ after }) => searchKeyOf(after.client))

/** The writers of the events that change the row of a client. */
export const CLIENT_WRITERS: { readonly [T in ClientEvent]: Writer<EventOf<T>> } = {
  client_invited: {
    rows: () => ['client'],
    statements: (value) => [
      sql`
        insert into clients (id, platform_id, name, email, country, external_id, profile, prefill, locale, return_url, metadata, search_key, created_at)
        select ${CLIENT_ID}, ${PLATFORM}, ${value('text', ({ after }) => after.client.name)},
               ${value('text', ({ after }) => after.client.email)}, ${value('text', ({ after }) => after.client.country)},
               ${value('text', ({ after }) => after.client.externalId)}, ${value('text', ({ after }) => after.client.profile)},
               ${value('jsonb', ({ after: { client } }) => client.prefill && JSON.stringify(client.prefill))},
               ${value('text', ({ after }) => after.client.locale)}, ${value('text', ({ after }) => after.client.returnUrl)},
               ${value('jsonb', metadataOf)}, ${searchable(value)}, saved.at
        from saved`,
    ],
  },
  client_changed: {
    rows: ({ addressChanged = false }) => ['client', ...(addressChanged ? [STOP_SECRETS] : [])],
    statements: (value) => [
      sql`
        update clients
        set name = ${value('text', ({ after }) => after.client.name)}, email = ${value('text', ({ after }) => after.client.email)},
            country = ${value('text', ({ after }) => after.client.country)}, locale = ${value('text', ({ after }) => after.client.locale)},
            return_url = ${value('text', ({ after }) => after.client.returnUrl)}, metadata = ${value('jsonb', metadataOf)},
            search_key = ${searchable(value)}
        from saved where id = ${CLIENT_ID}`,
      sql`
        delete from stop_secrets s using saved
        where s.client_id = ${CLIENT_ID} and ${value('bool', ({ event }) => event.addressChanged ?? false)}`,
    ],
  },
  reminders_stopped: remindersStopped(sql`saved.at`),
  reminders_resumed: remindersStopped(sql`null`),
  terms_accepted: {
    rows: () => ['client'],
    statements: (value) => [
      sql`
        update clients
        set terms = jsonb_strip_nulls(jsonb_build_object(
          'version', ${value('text', ({ event }) => event.version)}, 'at', saved.at,
          'address', ${value('text', ({ event }) => event.address)}))
        from saved where id = ${CLIENT_ID}`,
    ],
  },
  client_erased: {
    rows: () => ['client'],
    statements: (value) => [
      sql`
        update clients
        set name = ${value('text', ({ after }) => after.client.name)}, email = null, country = null, external_id = null,
            profile = null, prefill = null, locale = null, return_url = null, metadata = null, search_key = '',
            reminders_stopped_at = null, terms = null
        from saved where id = ${CLIENT_ID}`,
      // Fingerprints are hashes of personal data that could be guessed.
      sql`delete from idempotency_keys k using saved where k.client_id = ${CLIENT_ID}`,
      sql`update outgoing_events o set data = data - 'externalId' - 'metadata' from saved where o.client_id = ${CLIENT_ID}`,
    ],
  },
}

function remindersStopped(at: RawBuilder<unknown>): Writer<OnboardingEvent> {
  return {
    rows: () => ['client'],
    statements: () => [sql`update clients set reminders_stopped_at = ${at} from saved where id = ${CLIENT_ID}`],
  }
}
