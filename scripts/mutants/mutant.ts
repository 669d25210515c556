/** A fault put into the sources on purpose, to see that a test tells. */
export interface Mutant {
  /** What the library does wrong then, as a sentence without a subject: "looks without a fence". */
  readonly name: string
  readonly edits: readonly Edit[]
  /** The engine, and where it matters the setting, on which the tests run that must catch it. */
  readonly on: 'SQLite' | 'PostgreSQL' | 'MariaDB' | `${'PostgreSQL' | 'MariaDB'} ${string}`
  /** The cases of the transaction contract of which at least one must fail. */
  readonly caughtBy: readonly string[]
}

/** A piece of text that occurs once in a file, and what stands there instead. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string
  readonly find: string
  readonly replace: string
}
