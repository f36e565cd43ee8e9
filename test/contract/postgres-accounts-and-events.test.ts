import t from 'tap'
import { postgresPorts } from '../support/postgres-ports.ts'
import { accountsAndEventsContract } from './accounts-and-events.ts'

accountsAndEventsContract(t, 'postgres', postgresPorts)
