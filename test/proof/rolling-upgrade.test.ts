import t from 'tap'
import { proveSmall } from './frame.ts'
import { rollingUpgrade } from './parts/rolling-upgrade.ts'

proveSmall(t, rollingUpgrade)
