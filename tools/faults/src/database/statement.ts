import type { Calls } from '../calls.ts'
import type { Action } from '../modes.ts'

/** What a statement does to a transaction. */
export type StatementKind = 'begin' | 'commit' | 'rollback' | 'other'

export function kindOf(sql: string): StatementKind {
  const text = sql.trimStart().toLowerCase()
  if (text === 'begin' || text.startsWith('start transaction')) return 'begin'
  if (text === 'commit') return 'commit'
  return text === 'rollback' ? 'rollback' : 'other'
}

/** Counts a statement, and tells what becomes of it on a driver. */
export function nextStatement(calls: Calls, sql: string): Action {
  return calls.next('sql', sql.split('(', 1)[0]?.trim().slice(0, 60) ?? '')
}

/** An error as the driver gives it. */
export function driverError(code: string, sql: string): Error {
  return Object.assign(new Error(`${code}: broken on purpose, ${sql.slice(0, 60)}`), { code })
}
