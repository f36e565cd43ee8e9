import t from 'tap'
import { proveSmall } from './frame.ts'
import { clocks } from './parts/clocks.ts'

proveSmall(t, clocks)
