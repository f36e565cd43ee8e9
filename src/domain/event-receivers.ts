import type { EventReceiver, ReceiverKind } from './provider-setup.ts'

/** What is wrong with the receivers of one kind. The ids are those of the receivers concerned. */
export type ReceiverFault =
  | { readonly fault: 'none' }
  | { readonly fault: 'other_form' | 'own_account' | 'disabled' | 'scope_unsaid'; readonly ids: readonly string[] }
  | { readonly fault: 'lacks_events'; readonly ids: readonly string[]; readonly missing: readonly string[] }

/** What makes a receiver usable, in the order in which it is checked: the first two of a receiver never change. */
const CRITERIA = [
  ['other_form', ({ isRightForm }: EventReceiver) => isRightForm],
  ['own_account', ({ scope }: EventReceiver) => scope !== 'own_account'],
  ['disabled', ({ isEnabled }: EventReceiver) => isEnabled],
] as const

/**
 * Why the events of this kind do not reach the URL; `undefined` if one receiver brings them all. Receivers with another
 * URL are not ours.
 */
export function receiverFault(
  events: readonly string[],
  all: readonly EventReceiver[],
  url: string,
): ReceiverFault | undefined {
  let left = withUrl(all, url)
  if (left.length === 0) return { fault: 'none' }
  for (const [fault, isMet] of CRITERIA) {
    const usable = left.filter(isMet)
    if (usable.length === 0) return { fault, ids: idsOf(left) }
    left = usable
  }
  const whole = left.filter((receiver) => missingIn(receiver, events).length === 0)
  const [best] = left.toSorted((one, other) => missingIn(one, events).length - missingIn(other, events).length)
  if (whole.length === 0 && best !== undefined) {
    return { fault: 'lacks_events', ids: [best.id], missing: missingIn(best, events) }
  }
  return whole.some(({ scope }) => scope === 'accounts') ? undefined : { fault: 'scope_unsaid', ids: idsOf(whole) }
}

/** What has to be done so that the events of one kind reach the URL. */
export type ReceiverStep =
  | { readonly step: 'create' }
  | {
      readonly step: 'repair'
      readonly id: string
      readonly enables: boolean
      /** Whether its list of events has to be replaced. */
      readonly replacesEvents: boolean
    }
  | { readonly step: 'none'; readonly id: string }

/** Plans one step for a kind of receivers. A receiver whose form or scope is another one cannot be repaired, and stays. */
export function planReceiver(events: readonly string[], all: readonly EventReceiver[], url: string): ReceiverStep {
  const usable = withUrl(all, url).filter(({ isRightForm, scope }) => isRightForm && scope === 'accounts')
  const steps = usable.map((receiver): ReceiverStep => {
    const [enables, replacesEvents] = [!receiver.isEnabled, !hasExactly(receiver, events)]
    return enables || replacesEvents
      ? { step: 'repair', id: receiver.id, enables, replacesEvents }
      : { step: 'none', id: receiver.id }
  })
  return steps.find(({ step }) => step === 'none') ?? steps[0] ?? { step: 'create' }
}

/** The receivers of a kind that send events to the URL. */
export function receiversInUse({ receivers }: Pick<ReceiverKind, 'receivers'>, url: string): readonly EventReceiver[] {
  if ('failure' in receivers) return []
  return withUrl(receivers.found, url).filter(({ isEnabled, isRightForm }) => isEnabled && isRightForm)
}

const withUrl = (receivers: readonly EventReceiver[], url: string): readonly EventReceiver[] =>
  receivers.filter((receiver) => isSameUrl(receiver.url, url))

/** The spelling of a host, a default port and a slash at the end make no difference. */
const isSameUrl = (one: string, other: string): boolean => normalised(one) === normalised(other)
const normalised = (url: string): string => (URL.parse(url)?.href ?? url).replace(/\/$/, '')

const missingIn = (receiver: EventReceiver, events: readonly string[]): readonly string[] =>
  receiver.events.includes('*') ? [] : events.filter((name) => !receiver.events.includes(name))

const hasExactly = (receiver: EventReceiver, events: readonly string[]): boolean =>
  receiver.events.length === events.length && events.every((name) => receiver.events.includes(name))

const idsOf = (receivers: readonly EventReceiver[]): readonly string[] => receivers.map(({ id }) => id)
