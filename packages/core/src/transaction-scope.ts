import { sharedAsyncContext } from './async-context.js'
import type { TouchedFiles } from './hint-queue.js'

/** A transaction that `images.transaction` has open around the running code. */
export interface TransactionScope {
  /** The ImageAttach whose transaction it is; another one's verbs are not concerned. */
  readonly owner: object
  /** False once the transaction has ended: code that was started inside may still be running. */
  open: boolean
  /** What the verbs bound to the transaction have written and retired. */
  readonly touched: TouchedFiles[]
  /** What was read of streams, which a second attempt could not read again. */
  readonly inputs: WeakMap<object, Promise<Uint8Array>>
}

/** The transactions that are open around the running code, the innermost last. */
const storage = sharedAsyncContext<readonly TransactionScope[]>('transaction-scope')

/**
 * Reads an input, at most once for all attempts of the transaction around the running code: a stream that the first
 * attempt has used up gives the second one the same bytes.
 */
export function readOncePerTransaction(input: object, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const inputs = storage.getStore()?.at(-1)?.inputs
  if (!inputs) return read()
  const reading = inputs.get(input) ?? read()
  inputs.set(input, reading)
  return reading
}

/** The open transaction of this owner around the running code. */
export function currentTransaction(owner: object): TransactionScope | undefined {
  return storage.getStore()?.findLast(scope => scope.open && scope.owner === owner)
}

/** Runs `work` inside a scope; the scope is closed when `work` ends, however it ends. */
export async function runInTransactionScope<TResult>(
  scope: TransactionScope,
  work: () => Promise<TResult>,
): Promise<TResult> {
  try {
    return await storage.run([...(storage.getStore() ?? []), scope], work)
  } finally {
    scope.open = false
  }
}
