import { fork } from 'node:child_process'
import type { Job, JobResult } from './job.ts'

/** What a lane says of a job: its result, or why it could not be done. */
export type JobReport = { readonly job: Job } & (JobResult | { readonly failure: string })

/** Works through jobs in several processes at once. */
export async function runInLanes(
  program: string,
  parent: string,
  jobs: readonly Job[],
  count: number,
  onReport: (report: JobReport) => void,
): Promise<void> {
  const pending = jobs.values()
  await Promise.all(Array.from({ length: count }, () => lane(program, parent, pending, onReport)))
}

function lane(
  program: string,
  parent: string,
  pending: Iterator<Job>,
  onReport: (report: JobReport) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(program, [parent])
    let job: Job | undefined
    const next = () => {
      job = pending.next().value
      child.send(job ?? 'end')
    }
    child.on('message', report => {
      onReport(report as JobReport) // the only thing that a lane sends
      next()
    })
    child.once('exit', (code, signal) => {
      if (!job) return resolve()
      reject(new Error(`A lane ended with ${signal ?? code} in ${job.engine} ${job.scenario} ${job.mode}`))
    })
    next()
  })
}
