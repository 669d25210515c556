/** A process that runs operations one after the other, until it is killed in one. */
import { runTask, type Task } from './run-task.ts'

process.on('message', (task: Task) => {
  void runTask(task).then(
    result => process.send?.(result),
    (error: unknown) =>
      process.send?.({
        outcome: 'rejected',
        calls: 0,
        hit: '',
        error: String(error),
        faults: [`runner: ${String(error)}`],
      }),
  )
})
process.on('disconnect', () => process.exit())
