import t from 'tap'
import { proveSmall } from './frame.ts'
import { histories } from './parts/histories.ts'

proveSmall(t, histories)
