import type { StoreCallOptions } from '@imageattach/core'
import { addition, deletion, ownFiles, type SandboxChange } from './diff.js'
import { type Layers, type ListingStore, readFile } from './layers.js'

/** Options of {@link SandboxStore.promote} and {@link SandboxStore.discard}. */
export interface SandboxRunOptions extends StoreCallOptions {
  /** Tells what there is to do, and changes nothing. Default false. */
  readonly dryRun?: boolean
}

/** A change that a run came to. */
export interface SandboxEvent extends SandboxChange {
  /** `'failed'`: the change stays in the sandbox, for the next run. `'planned'`: in a dry run. */
  readonly outcome: 'done' | 'planned' | 'failed'
  /** Why it failed. */
  readonly cause?: unknown
}

/**
 * Deletes below what is marked, then writes below what was added. A mark goes after the file that it hides, and a file
 * of the sandbox after its copy is durable: so there is no moment at which the sandbox shows anything else.
 */
export async function* promote(
  layers: Layers<ListingStore>,
  { dryRun = false, ...options }: SandboxRunOptions,
): AsyncGenerator<SandboxEvent, void, undefined> {
  const { underlying, overriding, marks } = layers
  for await (const key of marks.list(options)) {
    const change = await deletion(layers, key, options)
    const event = await carryOut(change ?? { kind: 'deleted', key, byteSize: 0 }, dryRun, async () => {
      await underlying.deleteFile(key, options)
      await marks.unmark(key, options)
    })
    // That nothing was hidden is nothing to tell, unless it went wrong.
    if (change || event.outcome === 'failed') yield event
  }
  for await (const file of ownFiles(layers, options)) {
    const change = addition(file)
    yield await carryOut(change, dryRun, async () => {
      await underlying.putFile(await readFile(overriding, change.key, options), change.key, options)
      await overriding.deleteFile(change.key, options)
    })
  }
}

/** Does one step. Its failure is told, and the next one is tried: a file that fails for ever must not be in the way. */
export async function carryOut(
  change: SandboxChange,
  dryRun: boolean,
  step: () => Promise<void>,
): Promise<SandboxEvent> {
  if (dryRun) return { ...change, outcome: 'planned' }
  try {
    await step()
    return { ...change, outcome: 'done' }
  } catch (cause) {
    return { ...change, outcome: 'failed', cause }
  }
}
