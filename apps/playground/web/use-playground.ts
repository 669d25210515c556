import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { ActionResult, LogEntry, ResizerName, State, TaskName, TaskView } from '../server/protocol.js'
import { fetchState, type Place, send, upload } from './api.js'
import type { Named } from './named.js'
import { useTasks } from './use-tasks.js'

const pollInterval = 2_000

/** What came of the last action in one part of the page. */
export interface Notice {
  readonly tone: 'good' | 'warning' | 'bad'
  readonly text: string
  readonly entry?: LogEntry
}

/** An upload that is under way. */
export interface Progress {
  readonly filename: string
  /** From 0 to 1; at 1 the server decodes and stores. */
  readonly sent: number
  readonly cancel: () => void
}

export interface Playground {
  readonly state: State | undefined
  /** The server does not answer. */
  readonly offline: boolean
  readonly resizer: ResizerName
  readonly notices: Readonly<Partial<Record<string, Notice>>>
  readonly progress: Readonly<Partial<Record<string, Progress>>>
  /** What takes its time on the server. */
  readonly tasks: Readonly<Partial<Record<TaskName, TaskView>>>
  readonly setResizer: (resizer: ResizerName) => void
  /** Sends files one after the other; `place` also names the part of the page that shows progress and outcome. */
  readonly upload: (method: 'PUT' | 'POST', place: Place, files: readonly Named[], area?: string) => Promise<void>
  readonly send: (method: 'POST' | 'DELETE', path: string, area: string, body?: object) => Promise<void>
}

/** The state of the server and what the page can do with it. */
export function usePlayground(): Playground {
  const [state, setState] = useState<State>()
  const [offline, setOffline] = useState(false)
  const [resizer, setResizer] = useState<ResizerName>('sharp')
  const [notices, setNotices] = useState<Readonly<Partial<Record<string, Notice>>>>({})
  const tasks = useTasks()
  const [progress, setProgress] = useState<Readonly<Partial<Record<string, Progress>>>>({})

  const questions = useRef({ asked: 0, answered: 0 }).current

  /** Shows a state, unless a younger one is shown already. */
  const show = useCallback((question: number, next: State) => {
    if (question < questions.answered) return
    questions.answered = question
    setState(next)
  }, [])

  const refresh = useCallback(async () => {
    questions.asked += 1
    const question = questions.asked
    try {
      show(question, await fetchState())
      setOffline(false)
    } catch {
      setOffline(true)
    }
  }, [show])

  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void refresh()
    }, pollInterval)
    return () => clearInterval(timer)
  }, [refresh])

  const { migrate, fill, promote } = tasks
  const moved = migrate?.done ?? fill?.done ?? promote?.done
  // At first, and whenever something has moved.
  useEffect(() => void refresh(), [refresh, moved])

  async function act(area: string, work: () => Promise<ActionResult>): Promise<void> {
    setNotices(({ [area]: _, ...others }) => others)
    const notice = await work().then(
      ({ entry, state: next }) => {
        // The state was read after the action, which is now.
        questions.asked += 1
        show(questions.asked, next)
        return noticeOf(entry)
      },
      (error: unknown): Notice => ({ tone: 'bad', text: error instanceof Error ? error.message : String(error) }),
    )
    setNotices(current => ({ ...current, [area]: notice }))
  }

  async function uploadOne(method: 'PUT' | 'POST', place: Place, { file, filename }: Named, area: string) {
    const controller = new AbortController()
    const cancel = () => controller.abort(new Error('Cancelled: nothing was stored.'))
    const onProgress = (sent: number) =>
      setProgress(current => ({ ...current, [area]: { filename, sent, cancel } satisfies Progress }))
    onProgress(0)
    await act(area, () => upload({ method, place, resizer, file, filename, signal: controller.signal, onProgress }))
    setProgress(({ [area]: _, ...others }) => others)
    if (controller.signal.aborted) await refresh()
  }

  return {
    state,
    offline,
    resizer,
    notices,
    progress,
    tasks,
    setResizer,
    async upload(method, place, files, area = place) {
      for (const file of files) await uploadOne(method, place, file, area)
    },
    send: (method, path, area, body) => act(area, () => send(method, path, { resizer, ...(body ? { body } : {}) })),
  }
}

function noticeOf(entry: LogEntry): Notice {
  const { failure, title, result, warns } = entry
  if (failure) return { tone: 'bad', text: failure.message, entry }
  return { tone: warns ? 'warning' : 'good', text: `${title}: ${result}`, entry }
}
