import { join } from 'node:path'
import { defaultClientConditions, defaultServerConditions, type Plugin } from 'vite'
import { configDefaults, defineProject, mergeConfig } from 'vitest/config'
import { runsAllSettings } from './tools/test-services/src/index.ts'

const sourceCondition = 'imageattach:source'

/** Node, which loads what is not ours, knows no `module`: the files behind it are for bundlers, which add extensions. */
const serverConditions = defaultServerConditions.filter(condition => condition !== 'module')

/** Makes the tests of every package read its neighbours' sources, so that they need no build. */
export const fromSource = {
  resolve: { conditions: [sourceCondition, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [sourceCondition, ...serverConditions] } },
}

/**
 * The tests of a package once more, on the libraries that `tools/older-versions` has installed.
 *
 * @param libraries - by which name it has each of them
 */
export function onOlderVersions(
  current: Parameters<typeof mergeConfig>[0],
  name: string,
  libraries: Readonly<Record<string, string>>,
): ReturnType<typeof mergeConfig> {
  return mergeConfig(
    current,
    defineProject({
      plugins: [resolvedElsewhere(libraries)],
      test: {
        name,
        // The long contract once more only where there is time for it, as in CI.
        exclude: [...configDefaults.exclude, ...(runsAllSettings ? [] : ['test/transaction.test.ts'])],
        testTimeout: 60_000,
      },
    }),
  )
}

function resolvedElsewhere(libraries: Readonly<Record<string, string>>): Plugin {
  const importer = join(import.meta.dirname, 'tools/older-versions/package.json')
  return {
    name: 'older-versions',
    enforce: 'pre',
    resolveId(source, _, options) {
      const library = libraries[source]
      return library === undefined ? null : this.resolve(library, importer, { ...options, skipSelf: true })
    },
  }
}
