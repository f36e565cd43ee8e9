import t from 'tap'
import { proveSmall } from './frame.ts'
import { crashPoints } from './parts/crash-points.ts'

// Some thirty processes are started, killed and waited for.
proveSmall(t, crashPoints, { seconds: 250 })
