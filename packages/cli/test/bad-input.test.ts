import { describe, expect, it, vi } from 'vitest'
import { ApplicationFolder } from './support/application-folder.ts'
import { runCommand } from './support/run-command.ts'

vi.setConfig({ testTimeout: 120_000 })

const images = '{ verify() {}, sweep() {}, reap() {}, planUpgrade() {}, migrate() {}, settled() {} }'

describe('a configuration that is wrong is told of in one line, and ends with 2:', () => {
  it.each([
    ['a typo in a key', `export default { imges: 1 }`, /has an unknown key "imges"; it may have images and close/],
    ['no images', 'export default {}', /"images" must be what kyselyImages.* made, and is missing/],
    ['images of another kind', `export default { images: 'local' }`, /"images" must be .*, and is string "local"/],
    ['a close that is none', `export default { images: ${images}, close: 1 }`, /"close" must be a function/],
    [
      'the images alone',
      `export default ${images}`,
      /exports the images themselves: write "export default defineConfig/,
    ],
    ['no default export', 'export const images = 1', /has no default export: write "export default defineConfig/],
    [
      'a syntax error',
      `export default {\n  images: ,\n}`,
      /cannot be loaded: SyntaxError: .*; "node --check imageattach\.config\.mjs" says where/,
    ],
    ['an import that is not there', `import './nowhere.js'`, /cannot be loaded: .*nowhere\.js/],
    ['an error of its own', `throw new Error('no SECRET set')`, /cannot be loaded: Error: no SECRET set/],
  ])('%s', async (_name, text, message) => {
    using folder = new ApplicationFolder()
    folder.write('imageattach.config.mjs', text)

    const { code, stderr } = await runCommand(['verify'], { folder: folder.path })

    expect(stderr).toMatch(new RegExp(`^imageattach: imageattach\\.config\\.mjs.*${message.source}.*\n$`))
    expect(code).toBe(2)
  })

  it('a syntax error in TypeScript, with its place', async () => {
    using folder = new ApplicationFolder()
    folder.write('imageattach.config.ts', 'export default {\n  images: ,\n}')

    const { code, stderr } = await runCommand(['verify'], { folder: folder.path })

    expect(stderr).toMatch(/cannot be loaded: SyntaxError: .* \(imageattach\.config\.ts:2\)\n$/)
    expect(code).toBe(2)
  })

  it('none at all', async () => {
    using folder = new ApplicationFolder()

    const absent = await runCommand(['verify'], { folder: folder.path })
    const named = await runCommand(['verify', '--config', 'other.ts'], { folder: folder.path })

    expect(absent.stderr).toMatch(/^imageattach: There is no imageattach\.config\.ts in this folder, .* --config\n$/)
    expect(named.stderr).toBe('imageattach: There is no configuration other.ts\n')
    expect([absent.code, named.code]).toEqual([2, 2])
  })
})

describe('a command line that is wrong ends with 2:', () => {
  it.each([
    [['vrify'], /unknown command 'vrify'\n\(Did you mean verify\?\)/],
    [['verify', '--checksum'], /unknown option '--checksum'\n\(Did you mean --checksums\?\)/],
    [
      ['sweep', '--min-age', 'soon'],
      /'--min-age <seconds>' argument 'soon' is invalid. It must be a number of seconds/,
    ],
    [['verify', '--concurrency', '1.5'], /argument '1\.5' is invalid. It must be a positive whole number/],
    [['reap', '--concurrency', '0'], /argument '0' is invalid. It must be a positive whole number/],
    [['upgrade', '--keep', 'oldest'], /Allowed choices are newest, largest/],
  ])('%s', async (args, message) => {
    using folder = new ApplicationFolder()

    const { code, stderr } = await runCommand(args, { folder: folder.path })

    expect(stderr).toMatch(message)
    expect(code).toBe(2)
  })
})

describe('what cannot be reached ends with 3:', () => {
  it('a database', async () => {
    using folder = new ApplicationFolder()

    const { code, stderr, events } = await runCommand(['verify'], {
      folder: folder.path,
      config: 'unreachable-database',
    })

    expect(stderr).toMatch(/^imageattach: .*ECONNREFUSED 127\.0\.0\.1:\d+.*\n$/)
    expect(events.at(-1)).toMatchObject({ kind: 'error', command: 'verify', exitCode: 3 })
    expect(code).toBe(3)
  })

  it('a store', async () => {
    using folder = new ApplicationFolder()
    await folder.create(1)

    const { code, stderr } = await runCommand(['sweep'], { folder: folder.path, config: 'unreachable-store' })

    expect(stderr).toBe('imageattach: The bucket does not answer\n')
    expect(code).toBe(3)
  })
})

describe('anything else that fails ends with 4:', () => {
  it('a database without tables', async () => {
    using folder = new ApplicationFolder()

    const { code, stderr } = await runCommand(['verify'], { folder: folder.path, config: 'kysely' })

    expect(stderr).toMatch(/^imageattach: no such table: user_picture: create .*\n$/)
    expect(code).toBe(4)
  })
})
