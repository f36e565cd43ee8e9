import t from 'tap'
import { proveSmall } from './frame.ts'
import { teeth } from './parts/teeth.ts'

proveSmall(t, teeth)
