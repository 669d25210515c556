import { useEffect, useState } from 'preact/hooks'
import type { TaskName, TaskView } from '../server/protocol.js'

/** What takes its time on the server, as it tells by itself. */
export function useTasks(): Readonly<Partial<Record<TaskName, TaskView>>> {
  const [tasks, setTasks] = useState<readonly TaskView[]>([])

  useEffect(() => {
    // After a failure it connects again by itself.
    const source = new EventSource('/api/tasks')
    source.onmessage = event => setTasks(JSON.parse(event.data))
    source.onerror = () => setTasks([])
    return () => source.close()
  }, [])

  return Object.fromEntries(tasks.map(task => [task.name, task]))
}
