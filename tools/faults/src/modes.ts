/** Where a call goes. */
export type Layer = 'sql' | 'store' | 'fs'

/**
 * What becomes of a call. `fail`: it is not made, and an error is reported. `lose`: it is made, and an error is reported
 * all the same. `conflict`: the database refuses it, as it does after a deadlock. `short`: a write takes half of the
 * bytes. `kill`: the process ends before it. `kill-during`: the process ends right after it was sent.
 */
export type Action = 'run' | 'fail' | 'lose' | 'conflict' | 'short' | 'kill' | 'kill-during'

/** One way of breaking a run at call N. */
export interface FaultRule {
  /** Which calls count: `layer`, or `layer name`. */
  readonly counts: readonly string[]
  readonly at: Action
  readonly after: Action
  /** The error of the operating system. Default `EIO`. */
  readonly code?: string
}

const everything = ['sql', 'store', 'fs'] as const

export const faultRules = {
  once: { counts: everything, at: 'fail', after: 'run' },
  from: { counts: everything, at: 'fail', after: 'fail' },
  lost: { counts: everything, at: 'lose', after: 'run' },
  'lost-from': { counts: everything, at: 'lose', after: 'fail' },
  conflict: { counts: ['sql'], at: 'conflict', after: 'run' },
  enospc: { counts: ['fs'], at: 'fail', after: 'run', code: 'ENOSPC' },
  eacces: { counts: ['fs'], at: 'fail', after: 'run', code: 'EACCES' },
  emfile: { counts: ['fs'], at: 'fail', after: 'run', code: 'EMFILE' },
  short: { counts: ['fs write'], at: 'short', after: 'run' },
  'short-full': { counts: ['fs write'], at: 'short', after: 'fail', code: 'ENOSPC' },
  kill: { counts: everything, at: 'kill', after: 'run' },
  'kill-during': { counts: everything, at: 'kill-during', after: 'run' },
} as const satisfies Record<string, FaultRule>

/** The name of a way of breaking a run. */
export type Mode = keyof typeof faultRules

export const modes = Object.keys(faultRules) as readonly Mode[] // its keys are the modes

/** Whether the mode ends the process. */
export function kills(mode: Mode): boolean {
  return mode === 'kill' || mode === 'kill-during'
}

/** Whether an error may be reported of a call that was made, so that the caller cannot know what holds. */
export function losesAnswers(mode: Mode): boolean {
  return mode === 'lost' || mode === 'lost-from'
}

/** Break the run at call `at`, counted from 1. */
export interface Fault {
  readonly mode: Mode
  readonly at: number
}
