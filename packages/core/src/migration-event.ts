import type { Key } from './key.js'

/**
 * Why an image was left where it was. `missing-file`: the source has no such file. `wrong-length`, `wrong-checksum`: it
 * has other bytes than the row says. `unreadable`, `unwritable`: the source or the destination failed, and failed again.
 * `busy`: a transaction of the application keeps the image to itself, or a copy took longer than its hour; a later run
 * finds it.
 */
export type MigrationProblem = 'missing-file' | 'wrong-length' | 'wrong-checksum' | 'unreadable' | 'unwritable' | 'busy'

/** How far a migration has come. */
export interface MigrationProgress {
  /** Images that were dealt with, whatever the outcome. */
  readonly done: number
  /** Images that the source had when the run began. */
  readonly total: number
  /** Images that are in the destination now; in a dry run, that could be moved. */
  readonly moved: number
  /** Images that the application replaced, removed or moved itself meanwhile. */
  readonly changed: number
  /** Images that were left where they were. */
  readonly problems: number
  /** Bytes of the images that were moved. */
  readonly bytes: number
  /** Where to go on after a stop: the option `after` of the next run. `undefined` before the first image. */
  readonly after: string | undefined
}

/** The image that an event is about. */
interface MigratedImage {
  readonly table: string
  readonly key: Key
  readonly width: number
  readonly height: number
  /** Where the row said that the file is; `''` for an image of SQLAlchemy-ImageAttach. */
  readonly path: string
}

/** One image was dealt with, or it is time to say how far it has come. */
export type MigrationEvent =
  | (MigrationProgress & { readonly kind: 'progress'; readonly table: string })
  | (MigratedImage & {
      readonly kind: 'file'
      /** `'changed'`: not moved, since the application changed or removed it meanwhile. `'movable'`: in a dry run. */
      readonly outcome: 'moved' | 'changed' | 'movable'
      readonly byteSize: number
    })
  | MigrationProblemEvent

/** An image was left where it was. */
export interface MigrationProblemEvent extends MigratedImage {
  readonly kind: 'problem'
  readonly problem: MigrationProblem
  /** The error behind it. */
  readonly cause?: unknown
}
