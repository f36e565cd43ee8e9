import t from 'tap'
import { proveSmall } from './frame.ts'
import { movingIn } from './parts/moving-in.ts'

proveSmall(t, movingIn)
