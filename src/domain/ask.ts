/**
 * Something that the provider still needs before it pays, or keeps paying, the account. It carries words, not the
 * provider's names: the provider's adapter finds the words when it reads the account.
 */
export interface Ask {
  /** What is needed, as the beginning of a sentence without a full stop: "A bank account that payouts can go to". */
  readonly what: string
  /** Who acts: the client provides it, or the provider still checks what the client sent. */
  readonly from: 'client' | 'provider'
  /** `later`: it will be needed. `now`: it is needed. `overdue`: what depends on it is blocked. */
  readonly due: 'later' | 'now' | 'overdue'
  /** Until when it is needed. With `later`: when it begins to be needed. Absent if the provider names no time. */
  readonly by?: Date
  /** Why the provider did not accept what the client sent, in sentences. */
  readonly error?: string
}

/**
 * Whether the client has to act on it now. What will only be needed later is information, unless the client has sent it
 * already and the provider did not accept it.
 */
export const isPressing = ({ from, due, error }: Ask): boolean =>
  from === 'client' && (due !== 'later' || error !== undefined)
