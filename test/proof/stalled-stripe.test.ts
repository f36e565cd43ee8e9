import t from 'tap'
import { proveSmall } from './frame.ts'
import { stalledStripe } from './parts/stalled-stripe.ts'

proveSmall(t, stalledStripe)
