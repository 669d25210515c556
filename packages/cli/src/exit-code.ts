/** What a process of the command ends with; the README has the table. */
export const exitCodes = {
  /** All is well, or was done. */
  ok: 0,
  /** Something was found that is not as it should be, or that could not be done. */
  problems: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** The database or a store cannot be reached. */
  unreachable: 3,
  /** Anything else went wrong. */
  failed: 4,
  /** Ctrl-C. */
  interrupted: 130,
  /** SIGTERM. */
  terminated: 143,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
