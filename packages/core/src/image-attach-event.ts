import type { Key } from './key.js'
import type { SettleOutcome } from './settler.js'

/** Something that happened, for logs and metrics. */
export type ImageAttachEvent =
  | {
      /** Rows were written. In a transaction of the application they may still be rolled back. */
      readonly type: 'attached' | 'thumbnail' | 'removed'
      readonly table: string
      readonly key: Key
      /** Whether the verb was bound to a transaction of the application. */
      readonly bound: boolean
    }
  | {
      /** A file was looked at, and deleted if no row has it. */
      readonly type: 'settled'
      readonly path: string
      readonly store: string
      readonly outcome: SettleOutcome
    }
