import type { App } from '../app.ts'

/** Owners that every scenario finds. */
export const people = {
  /** Has an original and two thumbnails. */
  full: { person_id: 1 },
  /** Has an original and a thumbnail. */
  other: { person_id: 2 },
  /** Has no picture. */
  empty: { person_id: 3 },
  /** Has pictures that no scenario touches. */
  bystander: { person_id: 9 },
} as const

/** One operation of an application, that is broken at every call. */
export interface Scenario {
  readonly name: string
  /** Seconds; 0: files go right after the commit, so that their deletion belongs to the run. */
  readonly keepRetired: number
  /** How many processes run it at once. The first of them is the one that breaks. */
  readonly processes: number
  /** Whether files are written inside the caller's transaction: what is left of them only a sweep finds, no ledger line. */
  readonly needsSweep: boolean
  /** What the operation finds, beside the common things. */
  prepare?(app: App, seed: number): Promise<void>
  /** The operation. What it returns must be the same in all processes. */
  run(app: App, seed: number, process: number): Promise<string | undefined>
}

/** A scenario of one process whose files go at once. */
export function scenario(
  name: string,
  run: (app: App, seed: number) => Promise<unknown>,
  more: Partial<Pick<Scenario, 'keepRetired' | 'needsSweep' | 'prepare'>> = {},
): Scenario {
  return {
    name,
    keepRetired: 0,
    processes: 1,
    needsSweep: false,
    ...more,
    run: async (app, seed) => {
      await run(app, seed)
      return undefined
    },
  }
}
