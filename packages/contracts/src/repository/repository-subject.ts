import type { ImageTypes, MultipleAttachment, SingleAttachment } from '@imageattach/core'
import type { IoCounter } from '../io-counter.js'
import type { SwitchableStore } from './switchable-store.js'

/** The image tables that a repository is put to the test with. */
export type ContractTable = 'user_picture' | 'post_photo' | 'album_cover'

/**
 * An adapter on an empty database of its own, with `keepRetired: 0`, a {@link PngResizer} and a
 * {@link SwitchableStore}. Columns and properties are called as they are here.
 */
export interface RepositorySubject<T extends ImageTypes = ImageTypes> {
  /** `user_picture`: one set for each `user_id` (64-bit integer), with a text column `caption`. */
  pictures: SingleAttachment<T>
  /** `post_photo`: several sets for each `post_id`, told apart by `order_index`, both integers. */
  photos: MultipleAttachment<T>
  /** `album_cover`: one set for each `album_id`, a UUID as text. */
  covers: SingleAttachment<T>
  readonly images: {
    transaction<TResult>(work: (handle: T['handle']) => Promise<TResult>): Promise<TResult>
    settled(): Promise<void>
    reap(): AsyncIterable<unknown>
  }
  /** Watched by {@link RepositorySubject.io}. */
  readonly store: SwitchableStore
  /** Told of every statement that runs on the database, by the log of the ORM or of its driver. */
  readonly io: IoCounter
  /** A transaction that the application opens by the means of its ORM. */
  transaction<TResult>(work: (handle: T['handle']) => Promise<TResult>): Promise<TResult>
  /** Adds an owner and returns its key as `of` takes it: a plain object of the owner columns. */
  addUser(id: bigint | number): Promise<T['owner']>
  addPost(id: number): Promise<T['owner']>
  addAlbum(id: string): Promise<T['owner']>
  /** How many rows a table has, counted without ImageAttach. */
  countRows(table: ContractTable): Promise<number>
  /** The states of the lines in the ledger, namespace aside, read without ImageAttach. */
  ledgerStates(): Promise<readonly string[]>
}
