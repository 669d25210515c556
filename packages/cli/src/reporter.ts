/** How far a command has come. */
export interface Progress {
  readonly done: number
  /** `undefined` where nobody can tell before the end. */
  readonly total: number | undefined
  /** What is counted: `rows`, `files`. */
  readonly unit: string
  /** What else is worth knowing: `3 problems`. */
  readonly note?: string
}

/** Tells what happens: on a terminal to people, elsewhere to programs. */
export interface Reporter {
  /** Something happened. People get the line, if there is one; programs get the event. */
  event(event: object, line?: string): void
  /** It has come so far. */
  progress(event: object, progress: Progress): void
  /** It is over, in whatever way. */
  end(event: object, line?: string): void
  /** Resolves when everything is written. */
  flush(): Promise<void>
}
