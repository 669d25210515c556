import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * A value that follows the running code across awaits. Two copies of core in one process share it by its name, so
 * that a context opened by one is seen by the other.
 */
export function sharedAsyncContext<TValue>(name: string): AsyncLocalStorage<TValue> {
  const key = Symbol.for(`imageattach.${name}`)
  const holder = globalThis as { [key: symbol]: AsyncLocalStorage<TValue> | undefined }
  holder[key] ??= new AsyncLocalStorage<TValue>()
  return holder[key]
}
