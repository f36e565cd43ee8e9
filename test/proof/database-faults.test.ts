import t from 'tap'
import { proveSmall } from './frame.ts'
import { databaseFaults } from './parts/database-faults.ts'

proveSmall(t, databaseFaults, { seconds: 200 })
