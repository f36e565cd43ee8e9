import fc from 'fast-check'

const WEIGHTS = {
  open: 8,
  happen: 5,
  trouble: 4,
  callback: 3,
  event: 3,
  issue: 2,
  refresh: 2,
  sync: 2,
  look: 2,
  time: 2,
  correct: 3,
  revoke: 1,
  erase: 1,
  preview: 1,
  invite: 1,
  switch: 1,
  reset: 1,
  manage: 2,
  follow: 2,
  mail: 3,
} as const
export type Kind = keyof typeof WEIGHTS
export const KINDS = Object.keys(WEIGHTS) as Kind[]

/** One thing that is done; the numbers choose to whom, with what, and how. */
export interface Step {
  readonly kind: Kind
  readonly who: number
  readonly which: number
}

/** Steps one after the other, some of them two or three at once. */
export type Sequence = readonly (readonly Step[])[]

export function sequences({
  minLength,
  maxLength,
  kinds = KINDS,
}: {
  minLength: number
  maxLength: number
  /** All unless said. */
  kinds?: readonly Kind[]
}): fc.Arbitrary<Sequence> {
  const kind = fc.oneof(...kinds.map((kind) => ({ weight: WEIGHTS[kind], arbitrary: fc.constant(kind) })))
  const step = fc.record({ kind, who: fc.nat(1000), which: fc.nat(10_000) }).map((step) => new Done(step))
  const together = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(step) },
    { weight: 1, arbitrary: fc.array(step, { minLength: 2, maxLength: 3 }) },
  )
  return fc.array(together, { minLength, maxLength, size: 'max' })
}

/** A step that says what it was when a failing sequence is printed. */
export class Done implements Step {
  readonly kind: Kind
  readonly who: number
  readonly which: number
  readonly [fc.toStringMethod]: () => string
  constructor({ kind, who, which }: Step) {
    this.kind = kind
    this.who = who
    this.which = which
    this[fc.toStringMethod] = () => `${kind}(${who}, ${which})`
  }
}
