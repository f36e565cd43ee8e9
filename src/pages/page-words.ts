import type { Purpose } from '../domain/onboarding-token.ts'

/** A heading and a text. */
export interface Message {
  readonly title: string
  readonly text: string
}

/** A message with a way on if a new link can be emailed, and one that names whom to contact. */
interface WithOrWithoutEmail {
  readonly title: string
  readonly byEmail: string
  readonly byContact: string
}

/**
 * The texts of pages for clients. Each has the same `{placeholders}` in all languages: `{platform}` and `{name}` are names,
 * `{contact}` is the platform with its address for support. A subject of its own is a section of its own.
 */
export interface PageWords {
  /** What every page has. */
  readonly frame: {
    readonly detailsAtStripe: string
    readonly questions: string
    /** Instead of a name, if the platform is not known. */
    readonly somePlatform: string
    readonly reference: string
    readonly tryAgain: string
    readonly wait: string
  }
  /** Pages without a link, and pages whose script does not run. */
  readonly plain: Readonly<Record<'root' | 'checking' | 'needsLink' | 'noScript' | 'outdated', Message>> & {
    readonly late: string
    readonly broken: Message & { readonly button: string }
  }
  /** Replies of the service itself, by what went wrong. */
  readonly errors: Readonly<Record<'notFound' | 'malformed' | 'tooMany' | 'unavailable' | 'failed', Message>>
  /** A link that can be opened. */
  readonly link: {
    readonly title: Readonly<Record<Purpose | 'again', string>>
    readonly greeting: string
    readonly intro: string
    readonly introAsks: string
    readonly askBy: string
    readonly askError: string
    readonly prepare: string
    readonly until: string
    readonly button: string
    readonly connecting: string
  }
  /** A link that cannot be opened. */
  readonly closed: Readonly<Record<'expired' | 'replaced' | 'moreNeeded', WithOrWithoutEmail>> &
    Readonly<Record<'revoked' | 'inReview' | 'onHold' | 'done' | 'completed' | 'unavailable', Message>>
  readonly newLink: Message & { readonly button: string; readonly limit: string }
  /** The page with the provider's own form. `leaving`: the client has left it. */
  readonly embedded: Readonly<Record<'form' | 'leaving', Message>> & {
    readonly failed: FormFailures
    /** What the form asks for at the moment. */
    readonly steps: Readonly<Record<'business' | 'people' | 'bank' | 'check', string>>
    readonly details: string
    readonly done: string
    readonly instead: string
  }
  /** The platform's own terms. `accept` is beside a checkbox; `{terms}` in it is a link with the text `link`. */
  readonly terms: Readonly<Record<'accept' | 'link' | 'newTab' | 'missing', string>>
  readonly country: Readonly<Record<'which' | 'unfit', Message>> & { readonly label: string; readonly choose: string }
  /** A code that was emailed and has to be typed. `{address}` is where it went. */
  readonly code: Readonly<Record<'sent' | 'wrong' | 'over' | 'notSent' | 'tooMany', Message>> &
    Readonly<Record<'label' | 'sending' | 'another', string>>
  /** Back from the provider, by the status in the URL. */
  readonly landing: Readonly<
    Record<'done' | 'incomplete' | 'again' | 'unknown' | 'busy' | 'invalid' | 'expired' | 'revoked', Message>
  > & {
    /** How to go on without a link in the tab. */
    readonly openAgain: string
  }
  /** The page by which a client stops reminders. `ask`: before anything is changed; `unknown`: its address is too old. */
  readonly reminders: Readonly<Record<'ask' | 'stopped' | 'resumed', Message & { readonly button: string }>> & {
    readonly unknown: Message
  }
  /** The page where a client types its address and gets its link by email. `faulty`: it is no address. */
  readonly start: Readonly<Record<'ask' | 'faulty' | 'sent' | 'noEmail', Message>> & {
    readonly label: string
    readonly button: string
  }
  /** Requests of the page that failed. */
  readonly problems: Readonly<
    Record<'notValid' | 'tooMany' | 'offline' | 'timeout' | 'busy' | 'stripe' | 'other', Message>
  >
}

/** The provider's form cannot be shown, by the error that its script reports (`EmbeddedErrorType`). */
export type FormFailures = Readonly<
  Record<
    | 'api_connection_error'
    | 'authentication_error'
    | 'account_session_create_error'
    | 'invalid_request_error'
    | 'rate_limit_error'
    | 'render_error'
    | 'api_error',
    Message
  >
>

/** What the file of a language has. */
export type MostWords = Omit<PageWords, 'embedded' | 'start' | 'terms'>
