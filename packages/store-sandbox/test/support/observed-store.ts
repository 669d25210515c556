import { type Store, StoreUnavailableError } from '@imageattach/core'
import type { ListingStore } from '../../src/index.js'

/** Sees every call before it is made, and again when it was; what it throws is what the caller gets. */
export type Observer = (call: string, moment: 'before' | 'after') => Promise<void> | void

/** A store whose calls, the steps of its listings and streams included, are seen by an observer. */
export function observedStore(store: ListingStore, observe: Observer): ListingStore {
  const observed =
    <TArguments extends unknown[], TResult>(name: string, call: (...values: TArguments) => Promise<TResult>) =>
    async (...values: TArguments): Promise<TResult> => {
      await observe(`${store.name}.${name}`, 'before')
      const result = await call(...values)
      await observe(`${store.name}.${name}`, 'after')
      return result
    }
  const { stat } = store
  return {
    name: store.name,
    readsLegacyLayout: store.readsLegacyLayout ?? false,
    putFile: observed('putFile', store.putFile.bind(store)),
    getFile: observed('getFile', store.getFile.bind(store)),
    deleteFile: observed('deleteFile', store.deleteFile.bind(store)),
    getUrl: key => store.getUrl(key),
    async *list(...values) {
      await observe(`${store.name}.list`, 'before')
      for await (const file of store.list(...values)) {
        yield file
        await observe(`${store.name}.list`, 'before')
      }
    },
    ...(stat ? { stat: observed('stat', stat.bind(store)) } : {}),
  } satisfies Store
}

/** Fails calls by their number, counted from 1; `isAfter` fails them when they were made, as a lost answer does. */
export class Failures {
  calls = 0
  readonly #failing: (call: number) => boolean
  readonly #moment: 'before' | 'after'

  constructor(failing: (call: number) => boolean, moment: 'before' | 'after' = 'before') {
    this.#failing = failing
    this.#moment = moment
  }

  readonly observe: Observer = (call, moment) => {
    if (moment !== this.#moment) return
    this.calls += 1
    if (!this.#failing(this.calls)) return
    const at = { storeName: 'observed', key: '', reason: 'unavailable' } as const
    throw new StoreUnavailableError(`Call ${this.calls}, ${call}, fails, as it was told to`, at)
  }
}
