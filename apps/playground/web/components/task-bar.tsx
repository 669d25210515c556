import type { TaskView } from '../../server/protocol.js'

/** How far something is that takes its time on the server. */
export function TaskBar({ task }: { readonly task: TaskView | undefined }) {
  const quarters = task?.total ? Math.floor((task.done / task.total) * 4) * 25 : 0
  return (
    <>
      {/* Read out in large steps: who does not see the bar would not hear anything else any more. */}
      <p class="unseen" aria-live="polite">
        {task && `${task.title} is at work${quarters > 0 ? `, ${quarters} %` : ''}`}
      </p>
      {task && (
        <div class="progress">
          <span class="what">
            {task.title}
            {task.note && `: ${task.note}`}
          </span>
          <progress aria-label={task.title} {...(task.total ? { value: task.done, max: task.total } : {})} />
        </div>
      )}
    </>
  )
}
