import t from 'tap'
import { proveSmall } from './frame.ts'
import { stopping } from './parts/stopping.ts'

proveSmall(t, stopping)
