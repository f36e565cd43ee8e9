import t from 'tap'
import { proveSmall } from './frame.ts'
import { failover } from './parts/failover.ts'

proveSmall(t, failover, { seconds: 200 })
