import { describe, expect, it } from 'vitest'
import { findViolations, type Manifest, type Workspace } from './check-dependencies.ts'

const core: Manifest = { name: '@imageattach/core', exports: { '.': {}, './sql': {}, './package.json': {} } }

const adapter = (name: string): Manifest => ({
  name: `@imageattach/${name}`,
  exports: { '.': {} },
  peerDependencies: { '@imageattach/core': 'workspace:^' },
  devDependencies: { '@imageattach/core': 'workspace:*' },
})

/** One source file in the given folder, beside a core that others can import. */
function violationsOf(path: string, text: string): readonly string[] {
  const folder = path.split('/').slice(0, 2).join('/')
  const name = folder.slice('packages/'.length)
  const manifest = folder === 'packages/core' ? core : adapter(name)
  const workspaces: Workspace[] = [{ folder, manifest, files: [{ path, text }] }]
  if (folder !== 'packages/core') workspaces.push({ folder: 'packages/core', manifest: core, files: [] })
  workspaces.push({ folder: 'packages/store-fs', manifest: adapter('store-fs'), files: [] })
  return findViolations(workspaces)
}

describe('the dependency rule', () => {
  it.each([
    ['packages/core/src/image.ts', "import { a } from './errors.js'"],
    ['packages/core/src/checksum.ts', "import { createHash } from 'node:crypto'"],
    ['packages/core/src/image.ts', "// import sharp from 'sharp'\nexport const text = \"import x from 'sharp'\""],
    ['packages/kysely/src/index.ts', "import type { Kysely } from 'kysely'\nexport * from '@imageattach/core/sql'"],
    ['packages/store-fs/src/index.ts', "import { open } from 'node:fs/promises'"],
    ['packages/store-s3/src/index.ts', "import { S3Client } from '@aws-sdk/client-s3'"],
    ['apps/playground/server/server.ts', "import { a } from '@imageattach/store-fs'\nimport { Hono } from 'hono'"],
  ])('lets %s say %s', (path, text) => {
    expect(violationsOf(path, text)).toEqual([])
  })

  it.each([
    ['packages/core/src/image.ts', "import sharp from 'sharp'", 'not a library of this package'],
    ['packages/core/src/image.ts', "import type { Kysely } from 'kysely'", 'not a library of this package'],
    ['packages/core/src/image.ts', "type A = import('kysely').Kysely<unknown>", 'not a library of this package'],
    ['packages/core/src/image.ts', "import { createHash } from 'node:crypto'", 'only in its edge modules'],
    ['packages/core/src/checksum.ts', "import { open } from 'node:fs'", 'only in its edge modules'],
    ['packages/core/src/checksum.ts', "import { createHash } from 'crypto'", 'written with node:'],
    ['packages/core/src/image.ts', 'export const bytes = Buffer.from([])', 'uses Buffer'],
    ['packages/core/src/image.ts', "import { a } from '../../kysely/src/index.js'", 'leaves packages/core/src'],
    ['packages/core/src/image.ts', "import { a } from '@imageattach/core'", 'by relative path'],
    ['packages/kysely/src/index.ts', "import sharp from 'sharp'", 'not a library of this package'],
    ['packages/kysely/src/index.ts', "export * from '@imageattach/store-fs'", 'not a package it may know'],
    ['packages/kysely/src/index.ts', "import { a } from '@imageattach/core/src/errors.js'", 'not a public entry'],
    ['packages/kysely/src/index.ts', "await import('node:fs')", 'no built-in modules'],
    ['packages/sharp/src/index.ts', "import jimp = require('jimp')", 'not a library of this package'],
    ['apps/playground/server/server.ts', "import { a } from '@imageattach/core/dist/errors.js'", 'not a public entry'],
    ['apps/playground/server/server.ts', "import { a } from '../../../packages/core/src/errors.js'", 'leaves apps'],
  ])('refuses that %s says %s', (path, text, why) => {
    const violations = violationsOf(path, text)

    expect(violations).toHaveLength(1)
    expect(violations[0]).toContain(path)
    expect(violations[0]).toContain(why)
  })

  it('refuses a package that it has no rule for', () => {
    expect(violationsOf('packages/surprise/src/index.ts', '')).toEqual([
      'packages/surprise: has no rule in scripts/check-dependencies.ts',
    ])
  })

  it('refuses a core that develops against a package which depends on core', () => {
    const manifest = { ...core, devDependencies: { '@imageattach/store-memory': 'workspace:*' } }

    expect(findViolations([{ folder: 'packages/core', manifest, files: [] }])).toHaveLength(1)
  })

  it('refuses an adapter that brings its own copy of core', () => {
    const manifest = { name: '@imageattach/sharp', dependencies: { '@imageattach/core': 'workspace:^' } }

    expect(findViolations([{ folder: 'packages/sharp', manifest, files: [] }])).toHaveLength(2)
  })
})
