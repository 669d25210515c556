import { type StoreErrorContext, StoreUnavailableError } from './errors.js'

/**
 * For stores: throws if the caller has given up. To be called before every step that takes its time.
 *
 * ```ts
 * import { throwIfAborted } from '@imageattach/core'
 *
 * export async function writeAll(parts: Iterable<Uint8Array>, path: string, signal?: AbortSignal): Promise<void> {
 *   for (const part of parts) {
 *     throwIfAborted(signal, { storeName: 'tape', key: path })
 *     console.log(`${part.length} bytes go to the tape`)
 *   }
 * }
 * ```
 *
 * @throws {@link StoreUnavailableError} with the reason `aborted`; its cause is that of the signal
 */
export function throwIfAborted(signal: AbortSignal | undefined, at: StoreErrorContext): void {
  if (signal?.aborted) throw abortFailure(signal, at)
}

/** For stores: the error of a call whose signal was aborted. */
export function abortFailure(signal: AbortSignal, at: StoreErrorContext): StoreUnavailableError {
  return new StoreUnavailableError(
    `Store ${JSON.stringify(at.storeName)} stopped at ${JSON.stringify(at.key)}: the signal was aborted`,
    { ...at, reason: 'aborted' },
    { cause: signal.reason },
  )
}
