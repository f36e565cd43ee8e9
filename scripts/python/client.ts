import type { Document } from './document.ts'
import { pythonClient } from './operations.ts'
import { pythonTypes } from './types.ts'

const FOLDER = 'packages/python-client/src/connect_onboarding'

/** The generated part of packages/python-client, made from the OpenAPI document. */
export function pythonFiles(text: string): { readonly path: string; readonly content: string }[] {
  const document: Document = JSON.parse(text)
  const types = pythonTypes(document)
  // First the client: some of its arguments need types of their own.
  const client = pythonClient(document, types)
  return [
    { path: `${FOLDER}/client.py`, content: client },
    { path: `${FOLDER}/types.py`, content: types.module() },
  ]
}
