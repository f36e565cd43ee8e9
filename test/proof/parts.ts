import type { ProofPart } from './frame.ts'

/** The parts of the proof, in the order in which they run. */
export const PARTS: readonly ProofPart[] = []
