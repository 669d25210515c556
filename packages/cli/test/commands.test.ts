import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { ApplicationFolder } from './support/application-folder.ts'
import { runCommand } from './support/run-command.ts'

vi.setConfig({ testTimeout: 120_000 })

describe('imageattach verify', () => {
  it('tells that every row has its file', async () => {
    using folder = new ApplicationFolder()
    await folder.create(3)

    const { code, events, stderr } = await runCommand(['verify', '--checksums'], {
      folder: folder.path,
      config: 'kysely',
    })

    expect(events.at(-1)).toEqual({ kind: 'done', command: 'verify', rows: 3, problems: {}, exitCode: 0 })
    expect([code, stderr]).toEqual([0, ''])
  })

  it('tells of a file that is missing and of one with other bytes, and ends with 1', async () => {
    using folder = new ApplicationFolder()
    const [missing = '', wrong = ''] = await folder.create(3)
    rmSync(join(folder.path, 'local', missing))
    rmSync(join(folder.path, 'local', wrong))
    folder.write(join('local', wrong), 'these are other bytes')

    const { code, events } = await runCommand(['verify'], { folder: folder.path, config: 'kysely' })

    expect(events.filter(({ kind }) => kind === 'problem')).toMatchObject([
      { problem: 'missing-file', table: 'user_picture', key: { user_id: 1 }, width: 4, path: missing, store: 'local' },
      { problem: 'wrong-length', key: { user_id: 2 }, path: wrong },
    ])
    expect(events.at(-1)).toMatchObject({ kind: 'done', rows: 3, problems: { 'missing-file': 1, 'wrong-length': 1 } })
    expect(code).toBe(1)
  })

  it('writes ids beyond 2^53 as text', async () => {
    using folder = new ApplicationFolder()
    await folder.create(1)
    folder.sql(
      'insert into user values (9007199254740993)',
      `update user_picture set user_id = 9007199254740993, path = 'elsewhere'`,
    )

    const { events } = await runCommand(['verify'], { folder: folder.path, config: 'kysely' })

    expect(events[0]).toMatchObject({ kind: 'problem', key: { user_id: '9007199254740993' } })
  })

  it.each(['typeorm.config.ts', 'objection.config.mjs'])('works with %s', async config => {
    using folder = new ApplicationFolder()

    const { code, events, stderr } = await runCommand(['verify'], { folder: folder.path, config })

    expect(stderr).toBe('')
    expect(events.at(-1)).toMatchObject({ kind: 'done', rows: 1, problems: {} })
    expect(code).toBe(0)
  })
})

describe('imageattach sweep', () => {
  it('tells of garbage in a dry run, and deletes it in another one', async () => {
    using folder = new ApplicationFolder()
    const [path = ''] = await folder.create(2)
    folder.sql('delete from user_picture where user_id = 1')
    const run = (...args: readonly string[]) =>
      runCommand(['sweep', '--min-age', '0', ...args], { folder: folder.path, config: 'kysely' })

    const dry = await run('--dry-run')
    expect(dry.events).toContainEqual(expect.objectContaining({ kind: 'file', path, outcome: 'garbage' }))
    expect(existsSync(join(folder.path, 'local', path))).toBe(true)

    const { code, events } = await run()
    expect(events.at(-1)).toMatchObject({ kind: 'done', files: 2, outcomes: { deleted: 1 } })
    expect(existsSync(join(folder.path, 'local', path))).toBe(false)
    expect(code).toBe(0)
  })

  it('leaves young files alone, and refuses a store that there is not', async () => {
    using folder = new ApplicationFolder()
    await folder.create(1)
    folder.sql('delete from user_picture')

    const young = await runCommand(['sweep', '--store', 'local'], { folder: folder.path, config: 'kysely' })
    const wrong = await runCommand(['sweep', '--store', 'locl'], { folder: folder.path, config: 'kysely' })

    expect(young.events.at(-1)).toMatchObject({ outcomes: { young: 1 } })
    expect(wrong.stderr).toBe('imageattach: There is no store "locl"; the configuration has local, archive, legacy\n')
    expect([young.code, wrong.code]).toEqual([0, 2])
  })
})

describe('imageattach reap and purge', () => {
  it('keep the files of removed images as long as they are to stay, and delete them when told to', async () => {
    using folder = new ApplicationFolder()
    const [path = ''] = await folder.create(1)
    await folder.remove(1)
    const run = (command: string) => runCommand([command], { folder: folder.path, config: 'kysely' })

    await run('reap')
    expect(existsSync(join(folder.path, 'local', path))).toBe(true)

    const { code, events } = await run('purge')
    expect(events.at(-1)).toMatchObject({ kind: 'done', command: 'purge', lines: 1, outcomes: { deleted: 1 } })
    expect(existsSync(join(folder.path, 'local', path))).toBe(false)
    expect(code).toBe(0)
  })
})

describe('imageattach upgrade', () => {
  it('prints what is needed, applies it when told which original stays, and then has nothing to do', async () => {
    using folder = new ApplicationFolder()
    folder.createAncestor()
    const run = (...args: readonly string[]) =>
      runCommand(['upgrade', ...args], { folder: folder.path, config: 'kysely' })

    const printed = await run()
    expect(printed.events).toContainEqual({
      kind: 'statement',
      table: 'user_picture',
      sql: 'drop table "user_picture"',
    })
    expect(printed.events).toContainEqual(
      expect.objectContaining({ kind: 'rivals', table: 'user_picture', key: { user_id: 1 } }),
    )
    expect(printed.code).toBe(1)

    const asked = await run('--apply')
    expect(asked.events.at(-1)).toMatchObject({ kind: 'done', applied: false, rivals: 1, exitCode: 1 })

    const applied = await run('--apply', '--keep', 'largest')
    expect([applied.stderr, applied.code]).toEqual(['', 0])
    expect(applied.events.at(-1)).toMatchObject({ kind: 'done', applied: true })

    const again = await run('--apply')
    expect(again.events).toEqual([
      { kind: 'done', command: 'upgrade', statements: 0, rivals: 0, applied: false, exitCode: 0 },
    ])
    await runCommand(['purge'], { folder: folder.path, config: 'kysely' })
    expect(readdirSync(join(folder.path, 'legacy/user-picture/1/0'))).toEqual(['1.40x30.png'])
  })
})
