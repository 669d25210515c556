/** What the server tells the page. Types alone, so that both sides can import them. */

export type ResizerName = 'sharp' | 'jimp'

/** As rows name them. */
export type StoreName = 'local' | 'memory' | 'sandbox' | 's3'

/** A store that new pictures can go to. */
export interface StoreView {
  readonly name: StoreName
  /** New pictures go there. */
  readonly isDefault: boolean
  /** How to get it, if it is not there; `null` if it is. */
  readonly hint: string | null
  /** Why its files cannot be listed now; `null` if they can. */
  readonly failure: string | null
}

export interface ImageView {
  readonly url: string
  readonly width: number
  readonly height: number
  readonly mimetype: string
  readonly original: boolean
  readonly byteSize: number
  readonly filename: string | null
  /** The store that the row names. */
  readonly store: string
}

/** An original and its thumbnails. */
export interface SetView {
  /** The original first, then the thumbnails, the largest first; none for an empty set. */
  readonly images: readonly ImageView[]
  /** What `toHtml` renders. */
  readonly html: string
  readonly srcset: string
}

export interface PhotoView extends SetView {
  readonly orderIndex: number
}

export interface TableView {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

/**
 * Why a file is there: a row has it, or a line of the ledger; the sandbox hides it, or keeps a mark in it; `'stray'` if
 * nobody knows it.
 */
export type FileStatus =
  | 'original'
  | 'thumbnail'
  | 'staged'
  | 'retired'
  | 'doomed'
  | 'moved'
  | 'hidden'
  | 'mark'
  | 'stray'

export interface FileView {
  /** Where it lies. */
  readonly store: StoreName
  readonly path: string
  readonly byteSize: number
  readonly status: FileStatus
  /** Seconds until it goes; `null` for a file that stays, or whose time is not set yet. */
  readonly goesIn: number | null
}

/** Whether rows and files tell the same. */
export interface Agreement {
  readonly rows: number
  readonly files: number
  /** Files that wait for their end in the ledger. */
  readonly waiting: number
  /** In words: rows whose file is missing or has another size, and files that neither a row nor a line knows. */
  readonly problems: readonly string[]
}

export interface Failure {
  /** `code` of an error of ImageAttach, or the name of another. */
  readonly code: string
  readonly reason: string | null
  readonly message: string
  /** What to do next. */
  readonly advice: string
}

export interface LogEntry {
  readonly id: number
  readonly at: string
  readonly title: string
  /** The TypeScript that did it. */
  readonly code: string
  readonly milliseconds: number
  /** What came of it, in words; `''` after a failure. */
  readonly result: string
  /** What was found on the way, one by one. */
  readonly details: readonly string[]
  /** What was found is not as it should be. */
  readonly warns: boolean
  readonly failure: Failure | null
}

/** A difference between the sandbox and the folder below it. */
export interface ChangeView {
  readonly kind: 'added' | 'deleted'
  readonly path: string
  readonly byteSize: number
}

/** The latest move of pictures from one store to another. */
export interface MigrationView {
  readonly from: StoreName
  readonly to: StoreName
  readonly dryRun: boolean
  readonly status: 'running' | 'paused' | 'done'
  readonly done: number
  readonly total: number
}

/** Something that takes its time. */
export interface TaskView {
  readonly name: TaskName
  readonly title: string
  readonly done: number
  /** How much there is to do; `null` if nobody knows before the end. */
  readonly total: number | null
  /** `12 rows`, what `done` counts. */
  readonly note: string
}

export type TaskName =
  | 'verify'
  | 'sweep'
  | 'reap'
  | 'purge'
  | 'repair'
  | 'promote'
  | 'discard'
  | 'fill'
  | 'migrate'
  | 'prune'

export interface State {
  readonly stores: readonly StoreView[]
  readonly picture: SetView
  readonly photos: readonly PhotoView[]
  readonly tables: readonly TableView[]
  readonly files: readonly FileView[]
  readonly agreement: Agreement
  /** What the sandbox would do to the folder. */
  readonly changes: readonly ChangeView[]
  /** For each image, in the order of the keys, the store that its row names. */
  readonly whereabouts: readonly string[]
  readonly migration: MigrationView | null
  /** The newest first. */
  readonly log: readonly LogEntry[]
  readonly maxBytes: number
}

/** The answer to an action. */
export interface ActionResult {
  readonly entry: LogEntry
  readonly state: State
}
