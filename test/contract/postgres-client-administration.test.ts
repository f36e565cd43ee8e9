import t from 'tap'
import { postgresPorts } from '../support/postgres-ports.ts'
import { clientAdministrationContract } from './client-administration.ts'

clientAdministrationContract(t, 'postgres', postgresPorts)
