import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve, sep } from 'node:path'
import type { Edit } from './mutant.ts'

const root = resolve(import.meta.dirname, '../..')

/** What the tests of the transaction contract read. */
const copied = [
  'package.json',
  'vitest.shared.ts',
  'tsconfig.base.json',
  'packages/core',
  'packages/contracts',
  'packages/kysely',
  'tools/test-services',
]

/**
 * A copy of the sources that may be spoilt: the working tree never is, whenever the program ends. Links between the
 * packages lead to the copies, those to libraries to the libraries themselves.
 */
export class WorkingCopy {
  readonly path: string

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'imageattach-mutants-'))
    for (const name of copied) {
      cpSync(join(root, name), join(this.path, name), { recursive: true, verbatimSymlinks: true, filter: isSource })
    }
    symlinkSync(join(root, 'node_modules'), join(this.path, 'node_modules'))
    writeFileSync(
      join(this.path, 'vitest.config.ts'),
      "export default { test: { projects: ['packages/kysely/vitest.config.ts'] } }\n",
    )
  }

  /**
   * Makes the edits and gives the function that takes them back.
   *
   * @throws Error when a piece of text does not occur exactly once: the sources have changed, and the mutant must too
   */
  apply(edits: readonly Edit[]): () => void {
    const originals = new Map<string, string>()
    const restore = (): void => {
      for (const [path, text] of originals) writeFileSync(path, text)
    }
    try {
      for (const { file, find, replace } of edits) {
        const path = join(this.path, file)
        const text = readFileSync(path, 'utf8')
        if (!originals.has(path)) originals.set(path, text)
        const times = text.split(find).length - 1
        if (times !== 1) throw new Error(`${file} has this text ${times} times instead of once: ${find}`)
        writeFileSync(
          path,
          text.replace(find, () => replace),
        )
      }
      return restore
    } catch (error) {
      restore()
      throw error
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

function isSource(path: string): boolean {
  const parts = relative(root, path).split(sep)
  return !parts.includes('dist') && !parts.includes('coverage')
}
