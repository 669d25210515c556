import { setOfKey } from './named-sets.js'
import type { Playground } from './playground.js'
import { mend } from './repair.js'
import { readRows } from './views/read-rows.js'

/** The memory of a process ends with it; rows do not. So a start looks after those whose files were there. */
export async function forgetMemory({ db, images, journal }: Playground): Promise<void> {
  const rows = (await readRows({ db })).filter(row => row.store === 'memory')
  if (rows.length === 0) return
  const lost = new Set(rows.map(row => row.path))
  const sets = new Map(rows.map(({ key }) => [JSON.stringify(key), setOfKey(images, key)]))
  await journal.record({
    title: 'Memory is empty after a restart',
    code: [
      '// for each set with files in memory:',
      'if (originalIsLost) await set.remove()',
      'else await set.fromBlob(await set.makeBlob(), { store, thumbnails })',
    ].join('\n'),
    async run() {
      const details: string[] = []
      for (const set of sets.values()) details.push(await mend({ ...set, lost }))
      return { result: `${details.length} ${details.length === 1 ? 'set' : 'sets'} had files in memory`, details }
    },
  })
}
