import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Manifest {
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const root = resolve(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const manifestOf = (folder: string) => JSON.parse(read(`${folder}/package.json`)) as Manifest
const older = manifestOf('tools/older-versions').devDependencies ?? {}

const peers = globSync('packages/*/package.json', { cwd: root })
  .map(path => dirname(path).replaceAll('\\', '/'))
  .flatMap(folder =>
    Object.entries(manifestOf(folder).peerDependencies ?? {})
      .filter(([name]) => !name.startsWith('@imageattach/'))
      .map(([name, range]) => ({ folder, name, range })),
  )

describe.each(peers)('$name $range, a peer of $folder', ({ folder, name, range }) => {
  const versions = versionsIn(range)
  const current = versionOf(folder, name)

  it('ends with the line of the version that the package is developed on', () => {
    expect(lineOf(current)).toBe(lineOf(versions.at(-1) ?? ''))
  })

  it('begins with that version, or with one that vitest.oldest.config.ts runs the tests on', () => {
    if (versions[0] === current) return

    expect(older[name]).toBe(versions[0])
    expect(read(`${folder}/vitest.oldest.config.ts`)).toMatch(new RegExp(`'?${name}'?: '${name}'`))
  })

  it('is told by the README', () => {
    expect(read(`${folder}/README.md`)).toContain(versions[0])
  })
})

/** The first version of each part of a range such as `^0.3.0 || ^1.0.0`. */
function versionsIn(range: string): readonly string[] {
  return range.split(' || ').map(part => {
    expect(part).toMatch(/^\^\d+\.\d+\.\d+$/)
    return part.slice(1)
  })
}

/** What a caret allows to change is left out: `0.29` of 0.29.9, `1` of 1.1.1. */
function lineOf(version: string): string {
  const [major = '', minor = ''] = version.split('.')
  return major === '0' ? `0.${minor}` : major
}

/** What a workspace installs, by itself or as the catalog says. */
function versionOf(folder: string, name: string): string {
  const version = manifestOf(folder).devDependencies?.[name] ?? ''
  if (version !== 'catalog:') return version
  return new RegExp(`^  '?${name}'?: (\\S+)$`, 'm').exec(read('pnpm-workspace.yaml'))?.[1] ?? ''
}
