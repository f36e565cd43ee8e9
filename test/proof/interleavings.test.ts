import t from 'tap'
import { proveSmall } from './frame.ts'
import { interleavings } from './parts/interleavings.ts'

proveSmall(t, interleavings)
