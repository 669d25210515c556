import { findProblems, type Problem } from './house-actions.js'
import type { Action } from './journal.js'
import { setOfKey } from './named-sets.js'
import type { Playground } from './playground.js'
import type { NamedSet } from './set-actions.js'

/** A set that has lost files. */
export interface BrokenSet extends NamedSet {
  /** Their paths. */
  readonly lost: ReadonlySet<string>
}

/** Makes what `verify` complains about whole again, as far as there are bytes to make it from. */
export function repair(playground: Playground): Action {
  return {
    title: 'Repair',
    code: [
      '// for each set in which images.verify({ checksums: true }) has found a problem:',
      'if (originalIsLost) await set.remove()',
      'else await set.fromBlob(await set.makeBlob(), { store, thumbnails })',
    ].join('\n'),
    run: () =>
      playground.tasks.run('repair', 'Repair', async report => {
        const broken = brokenSets(playground, await findProblems(playground, () => undefined))
        const details: string[] = []
        for (const set of broken) {
          details.push(await mend(set))
          report({ done: details.length, total: broken.length, note: `${details.length} of ${broken.length} sets` })
        }
        if (broken.length === 0) return 'Verify has found nothing to repair'
        return { result: `${broken.length} ${broken.length === 1 ? 'set' : 'sets'} repaired`, details }
      }),
  }
}

/**
 * Attaches the original again, with the sizes it had, in the place of the set and in the store where it was; without an
 * original nothing can be made again, and the set is removed.
 */
export async function mend({ set, name, lost }: BrokenSet): Promise<string> {
  const images = await set.images()
  const original = images.find(image => image.original)
  if (!original || lost.has(original.path)) {
    await set.remove()
    return `${name} has lost its original, and is removed`
  }
  const thumbnails = images.filter(image => !image.original).map(({ width }) => ({ width }))
  const { store, filename } = original
  await set.fromBlob(await set.makeBlob(), { store, thumbnails, ...(filename ? { filename } : {}) })
  return `${name} is attached again, from its original`
}

/** Each set once. What cannot be read now may be readable later, and is left alone. */
function brokenSets({ images }: Playground, problems: readonly Problem[]): readonly BrokenSet[] {
  const sets = new Map<string, BrokenSet & { readonly lost: Set<string> }>()
  for (const { key, problem, path } of problems) {
    if (problem === 'unreadable' || problem === 'unknown-store') continue
    const set = setOfKey(images, key)
    const known = sets.get(set.code) ?? { ...set, lost: new Set() }
    known.lost.add(path)
    sets.set(set.code, known)
  }
  return [...sets.values()]
}
