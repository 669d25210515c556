import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { ApplicationFolder } from './support/application-folder.ts'
import { startCommand } from './support/run-command.ts'

vi.setConfig({ testTimeout: 120_000 })

describe('Ctrl-C', () => {
  it('finishes what is in flight, says how to go on, and ends with 130', async () => {
    using folder = new ApplicationFolder()
    await folder.create(4)
    const command = startCommand(['verify'], { folder: folder.path, config: 'slow' })
    await vi.waitUntil(() => existsSync(join(folder.path, 'reached')), { timeout: 60_000 })

    command.child.kill('SIGINT')
    await command.until('stopping')
    folder.write('go', '')
    const { code, events } = await command.finished

    expect(events.at(-1)).toMatchObject({
      kind: 'interrupted',
      command: 'verify',
      resume: expect.stringMatching(/^imageattach verify --config \S+slow\.config\.ts/),
      exitCode: 130,
    })
    expect(code).toBe(130)
  })

  it('is one when it comes twice in a row, as npx passes it on', async () => {
    using folder = new ApplicationFolder()
    await folder.create(4)
    const command = startCommand(['verify'], { folder: folder.path, config: 'slow' })
    await vi.waitUntil(() => existsSync(join(folder.path, 'reached')), { timeout: 60_000 })

    command.child.kill('SIGINT')
    command.child.kill('SIGINT')
    await command.until('stopping')
    folder.write('go', '')

    expect((await command.finished).events.at(-1)).toMatchObject({ kind: 'interrupted' })
  })

  it('ends at once the second time', async () => {
    using folder = new ApplicationFolder()
    await folder.create(4)
    const command = startCommand(['verify'], { folder: folder.path, config: 'slow' })
    await vi.waitUntil(() => existsSync(join(folder.path, 'reached')), { timeout: 60_000 })

    command.child.kill('SIGINT')
    await command.until('stopping')

    expect((await command.interruptAgain()).code).toBe(130)
    expect(existsSync(join(folder.path, 'go'))).toBe(false)
  })

  it('SIGTERM stops as well, and ends with 143', async () => {
    using folder = new ApplicationFolder()
    await folder.create(4)
    const command = startCommand(['verify'], { folder: folder.path, config: 'slow' })
    await vi.waitUntil(() => existsSync(join(folder.path, 'reached')), { timeout: 60_000 })

    command.child.kill('SIGTERM')
    await command.until('stopping')
    folder.write('go', '')

    expect((await command.finished).code).toBe(143)
  })
})
