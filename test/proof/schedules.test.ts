import t from 'tap'
import { proveSmall } from './frame.ts'
import { schedules } from './parts/schedules.ts'

proveSmall(t, schedules)
