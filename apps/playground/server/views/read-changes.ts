import type { Playground } from '../playground.js'
import type { ChangeView } from '../protocol.js'

/** What differs between the sandbox and the folder. */
export async function readChanges({ stores }: Pick<Playground, 'stores'>): Promise<readonly ChangeView[]> {
  const changes: ChangeView[] = []
  for await (const { kind, key, byteSize = 0 } of stores.sandbox.diff())
    changes.push({ kind, path: key.path, byteSize })
  return changes
}
