import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { ApplicationFolder } from './support/application-folder.ts'
import { runCommand, startCommand } from './support/run-command.ts'

vi.setConfig({ testTimeout: 120_000 })

const fromLocal = ['migrate', '--from', 'local', '--to', 'archive']

describe('imageattach migrate and prune', () => {
  it('moves every image, and deletes the old files when told to', async () => {
    using folder = new ApplicationFolder()
    const [old = ''] = await folder.create(3)
    const run = (...args: readonly string[]) => runCommand(args, { folder: folder.path, config: 'kysely' })

    const dry = await run(...fromLocal, '--dry-run')
    expect(dry.events.at(-1)).toMatchObject({ kind: 'done', moved: 3, problems: 0, exitCode: 0 })
    expect(folder.stores()).toEqual(['local', 'local', 'local'])

    const moved = await run(...fromLocal)
    expect([moved.code, moved.stderr]).toEqual([0, ''])
    expect(moved.events.at(-1)).toMatchObject({ kind: 'done', moved: 3, problems: 0 })
    expect(folder.stores()).toEqual(['archive', 'archive', 'archive'])
    expect((await run('verify', '--checksums')).code).toBe(0)
    expect(existsSync(join(folder.path, 'local', old))).toBe(true)

    await run('prune', '--store', 'local')
    await run('purge')
    expect(existsSync(join(folder.path, 'local', old))).toBe(false)
    expect((await run('verify', '--checksums')).code).toBe(0)
  })

  it('tells of images that had to stay, moves the rest, and ends with 1', async () => {
    using folder = new ApplicationFolder()
    const [missing = '', wrong = ''] = await folder.create(3)
    rmSync(join(folder.path, 'local', missing))
    rmSync(join(folder.path, 'local', wrong))
    folder.write(join('local', wrong), 'these are other bytes')

    const { code, events } = await runCommand(fromLocal, { folder: folder.path, config: 'kysely' })

    expect(events.filter(({ kind }) => kind === 'problem')).toMatchObject([
      { problem: 'missing-file', key: { user_id: 1 }, path: missing },
      { problem: 'wrong-length', key: { user_id: 2 }, path: wrong },
    ])
    expect(events.at(-1)).toMatchObject({ kind: 'done', moved: 1, problems: 2, exitCode: 1 })
    expect(folder.stores()).toEqual(['local', 'local', 'archive'])
    expect(code).toBe(1)
  })

  it('finishes what is in flight at Ctrl-C, and prints the command that goes on', async () => {
    using folder = new ApplicationFolder()
    await folder.create(4)
    const args = [...fromLocal, '--concurrency', '1']
    const command = startCommand(args, { folder: folder.path, config: 'slow' })
    await vi.waitUntil(() => existsSync(join(folder.path, 'reached')), { timeout: 60_000 })

    command.child.kill('SIGINT')
    await command.until('stopping')
    folder.write('go', '')
    const { code, events } = await command.finished

    const last = events.at(-1)
    expect(last).toMatchObject({ kind: 'interrupted', command: 'migrate', exitCode: 130 })
    expect(code).toBe(130)
    expect(folder.stores()).toEqual(['archive', 'archive', 'local', 'local'])
    const [, cursor = ''] = / --after '(.*)'$/.exec(String(last?.resume)) ?? []
    expect(last?.resume).toMatch(
      /^imageattach migrate --from local --to archive --concurrency 1 --config \S+ --after '/,
    )

    const rest = await runCommand([...args, '--after', cursor], { folder: folder.path, config: 'kysely' })
    expect(rest.events.at(-1)).toMatchObject({ kind: 'done', moved: 2 })
    expect(folder.stores()).toEqual(['archive', 'archive', 'archive', 'archive'])
  })

  it('ends at once the second time, and no row names a file that was not proved', async () => {
    using folder = new ApplicationFolder()
    await folder.create(4)
    const command = startCommand([...fromLocal, '--concurrency', '1'], { folder: folder.path, config: 'slow' })
    await vi.waitUntil(() => existsSync(join(folder.path, 'reached')), { timeout: 60_000 })

    command.child.kill('SIGINT')
    await command.until('stopping')

    expect((await command.interruptAgain()).code).toBe(130)
    expect(folder.stores()).toEqual(['archive', 'local', 'local', 'local'])
    expect((await runCommand(['verify', '--checksums'], { folder: folder.path, config: 'kysely' })).code).toBe(0)
  })

  it('stops at a destination that is full, ends with 3, and says how to go on', async () => {
    using folder = new ApplicationFolder()
    await folder.create(4)

    const { code, stderr } = await runCommand([...fromLocal, '--concurrency', '1'], {
      folder: folder.path,
      config: 'full-store',
    })

    expect(stderr).toMatch(/The disk is full\nGo on with:\n\n {2}imageattach migrate --from local .* --after '.*'\n/)
    expect(code).toBe(3)
    expect(folder.stores()).toEqual(['archive', 'local', 'local', 'local'])
  })

  it('refuses what makes no sense, and ends with 2', async () => {
    using folder = new ApplicationFolder()
    await folder.create(1)
    const run = (...args: readonly string[]) => runCommand(args, { folder: folder.path, config: 'kysely' })

    const [unknown, same, cursor, missing] = await Promise.all([
      run('migrate', '--from', 'locl', '--to', 'archive'),
      run('migrate', '--from', 'local', '--to', 'local'),
      run(...fromLocal, '--after', 'here'),
      run('migrate', '--from', 'local'),
    ])

    expect(unknown.stderr).toBe('imageattach: There is no store "locl"; the configuration has local, archive, legacy\n')
    expect(same.stderr).toBe('imageattach: Images of store "local" cannot be moved to where they are\n')
    expect(cursor.stderr).toMatch(/^imageattach: "here" is no cursor/)
    expect(missing.stderr).toMatch(/required option '--to <store>' not specified/)
    expect([unknown.code, same.code, cursor.code, missing.code]).toEqual([2, 2, 2, 2])
  })
})
