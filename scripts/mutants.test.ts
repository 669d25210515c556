import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { movingMutants } from './mutants/moving-mutants.ts'
import { settlingMutants } from './mutants/settling-mutants.ts'
import { transactionMutants } from './mutants/transaction-mutants.ts'
import { writingMutants } from './mutants/writing-mutants.ts'

const root = join(import.meta.dirname, '..')

// Trying them takes a quarter of an hour; that they can be tried is told at every change.
describe('a mutant finds the text that it spoils, once', () => {
  for (const { name, edits } of [...settlingMutants, ...writingMutants, ...transactionMutants, ...movingMutants]) {
    it(name, () => {
      for (const { file, find } of edits) {
        expect(readFileSync(join(root, file), 'utf8').split(find).length - 1, `${file}: ${find}`).toBe(1)
      }
    })
  }
})
