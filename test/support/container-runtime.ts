import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ContainerRuntimeClient, getContainerRuntimeClient } from 'testcontainers'
import { isAlive } from './temporary-folder.ts'

/** The label of everything that a test run starts in Docker: `<host>:<process id>` of the run. */
export const RUN_LABEL = 'connect-onboarding.test-run'
export const RUN_LABEL_VALUE = `${hostname()}:${process.pid}`

/** The container runtime of this machine, or a description of why there is none. */
export async function containerRuntime(): Promise<ContainerRuntimeClient | string> {
  const late = sleep(15_000, 'the container runtime did not answer within 15 s', { ref: false })
  const client = getContainerRuntimeClient().catch((error: unknown) => String(error))
  return Promise.race([client, late])
}

/** Removes the containers of crashed runs on this machine, but not those of active runs or other machines. */
export async function sweepContainers({ container: { dockerode } }: ContainerRuntimeClient): Promise<number> {
  const ours = await dockerode.listContainers({ all: true, filters: { label: [RUN_LABEL] } })
  const left = ours.filter(({ Labels }) => isLeftOver(Labels[RUN_LABEL] ?? ''))
  for (const { Id } of left) {
    // Another process may be removing it now.
    await dockerode
      .getContainer(Id)
      .remove({ force: true, v: true })
      .catch(() => undefined)
  }
  return left.length
}

function isLeftOver(run: string): boolean {
  const [host, pid] = run.split(':')
  return host === hostname() && !isAlive(Number(pid))
}
