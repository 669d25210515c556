import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { ProgressLine } from '../src/progress-line.js'
import { ApplicationFolder } from './support/application-folder.ts'
import { runOnTerminal } from './support/run-command.ts'

vi.setConfig({ testTimeout: 120_000 })

describe.skipIf(process.platform !== 'linux')('on a terminal', () => {
  it('tells people what it finds, above a line that says how far it has come', async () => {
    using folder = new ApplicationFolder()
    const [missing = ''] = await folder.create(3)
    rmSync(join(folder.path, 'local', missing))

    const { code, stdout } = await runOnTerminal(['verify'], { folder: folder.path, config: 'kysely' })

    const lines = screenOf(stdout)
    expect(lines).toContain(`missing-file  user_picture, user_id 1, 4×3: ${missing} in store "local"`)
    expect(lines.at(-1)).toBe('3 rows, 1 problem: 1 missing-file.')
    expect(code).toBe(1)
  })

  it('prints statements as SQL', async () => {
    using folder = new ApplicationFolder()
    folder.createAncestor()

    const { stdout } = await runOnTerminal(['upgrade'], { folder: folder.path, config: 'kysely' })

    expect(screenOf(stdout)).toContain('drop table "user_picture";')
    expect(screenOf(stdout).at(-1)).toMatch(/Say which one stays: --keep newest, or --keep largest/)
  })
})

describe('the progress line', () => {
  it('has a bar, the rate and the time that is left', () => {
    const line = new ProgressLine()
    line.at(0, { done: 0, total: 2_000, unit: 'rows' })

    expect(line.at(2_000, { done: 500, total: 2_000, unit: 'rows', note: '1 problem' })).toBe(
      '██████░░░░░░░░░░░░░░░░░░  25 % 500 of 2,000 rows  250/s  0:06 left  1 problem',
    )
  })

  it('goes by the last seconds, not by the start', () => {
    const line = new ProgressLine()
    for (let second = 0; second <= 60; second += 1) {
      line.at(second * 1_000, { done: Math.min(second, 30) * 100, total: 10_000, unit: 'files' })
    }

    expect(line.at(61_000, { done: 3_000, total: 10_000, unit: 'files' })).toMatch(/3,000 of 10,000 files {2}0\/s$/)
  })

  it('counts where nobody knows the end', () => {
    expect(new ProgressLine().at(0, { done: 1_234, total: undefined, unit: 'files' })).toBe('1,234 files')
  })
})

/** The lines that are left, without what moves the cursor. */
function screenOf(output: string): readonly string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const plain = output.replace(/\u001B\[[0-9;?]*[A-Za-z]/g, '\n')
  return plain
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line !== '')
}
