import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'

const source = import.meta.dirname
const conditions = ['imageattach:source', 'node', 'import', 'default']

/** Programs that start in milliseconds, and do not change while somebody edits the sources. */
export interface Bundle {
  /** Where a program is. */
  program(name: string): string
  remove(): Promise<void>
}

/** Puts programs of this package, with the sources of ours that they use, into one file each. */
export async function bundle(...names: readonly string[]): Promise<Bundle> {
  // Below this package, where Node finds the drivers.
  const folder = join(source, '..', 'dist', String(process.pid))
  await build({
    configFile: false,
    logLevel: 'warn',
    root: source,
    resolve: { conditions },
    ssr: {
      noExternal: true,
      external: ['better-sqlite3', 'mysql2', 'mysql2/promise', 'pg', 'vite'],
      resolve: { conditions },
    },
    build: {
      ssr: true,
      target: 'node22',
      minify: false,
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: { input: Object.fromEntries(names.map(name => [name, join(source, `${name}.ts`)])) },
    },
  })
  return {
    program: name => join(folder, `${name}.js`),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
