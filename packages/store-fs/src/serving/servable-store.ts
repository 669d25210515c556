import type { ByteSpan, ImageKey, Store } from '@imageattach/core'

/** A store whose files can be served: any that has `stat`, and reads ranges. */
export interface ServableStore extends Pick<Store, 'name' | 'readsLegacyLayout' | 'getFile'> {
  stat: NonNullable<Store['stat']>

  /**
   * Opens a file and tells its size in one go; `undefined` when the store has no such file. For stores that do so more
   * cheaply than by `stat` and `getFile`, which serve where it is missing.
   */
  openServed?(key: ImageKey): Promise<ServedFile | undefined>

  /**
   * What is known of a file whose bytes the client has already; `undefined` when the store has no such file. Default:
   * the file is opened for that.
   */
  statServed?(key: ImageKey): Promise<ServedStats | undefined>
}

/** What a file is described by. */
export interface ServedStats {
  readonly byteSize: number
  /** Milliseconds since 1970, as exact as the store knows them. */
  readonly modifiedAt: number
}

/** A file that may be sent to a client. Whoever got it closes it, or hands it on by calling `bytes`. */
export interface ServedFile extends ServedStats {
  /** Where the store really has it: an ancestor's file may have another suffix than the one that was asked for. */
  readonly path: string
  /** The bytes of a part of it. When the promise is fulfilled, closing the bytes closes the file. */
  bytes(span: ByteSpan): Promise<ServedBytes>
  /** May be called again. */
  close(): Promise<void>
}

/** Bytes on their way to a client. */
export interface ServedBytes {
  /**
   * The next bytes, in `chunk` or in memory of their own, and none at the end; a file that is shorter than it was when
   * it was opened fails. One call at a time.
   */
  next(chunk: Uint8Array): Promise<Uint8Array>
  /** May be called again, and while `next` is still at work. */
  close(): Promise<void>
}
