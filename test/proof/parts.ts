import type { ProofPart } from './frame.ts'
import { interleavings } from './parts/interleavings.ts'
import { teeth } from './parts/teeth.ts'

/** The parts of the proof, in the order in which they run. */
export const PARTS: readonly ProofPart[] = [interleavings, teeth]
