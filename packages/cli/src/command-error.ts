import { isImageAttachError } from '@imageattach/core'
import { type ExitCode, exitCodes } from './exit-code.js'

/** The command line or the configuration is wrong; the message says where, and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Codes of Node, of the drivers and of SQLite that say: nobody there, or nobody who lets us in. */
const unreachableCodes: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'ER_ACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  'ER_CON_COUNT_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'PROTOCOL_CONNECTION_LOST',
  'SQLITE_CANTOPEN',
])

/** Of PostgreSQL: no such role or password, no such database, too many connections, starting or stopping, connection lost. */
const unreachableStates = /^(28...|3D000|53300|57P0[123]|08...)$/

/** What a failed command ends with. */
export function exitCodeOf(error: unknown): ExitCode {
  // Core refuses with a RangeError what makes no sense: a cursor that is none, a store moved into itself.
  if (error instanceof UsageError || error instanceof RangeError) return exitCodes.usage
  return causesOf(error).some(isUnreachable) ? exitCodes.unreachable : exitCodes.failed
}

/** One line for people: what happened, and the error that led to it if that says more. */
export function describeError(error: unknown): string {
  const messages = causesOf(error)
    .map(cause => (cause instanceof Error ? cause.message || codeOf(cause) : String(cause)))
    .filter(message => message !== '')
  const [message = 'unknown error', ...others] = [...new Set(messages)]
  return [message, ...others.filter(other => !message.includes(other))].join(': ')
}

/** An error, the errors that it gathers, and those that led to it. */
function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = []
  const add = (cause: unknown): void => {
    if (cause === undefined || cause === null || causes.includes(cause)) return
    causes.push(cause)
    if (cause instanceof AggregateError) cause.errors.forEach(add)
    if (cause instanceof Error) add(cause.cause)
  }
  add(error)
  return causes
}

function isUnreachable(error: unknown): boolean {
  if (isImageAttachError(error) && error.code === 'STORE_UNAVAILABLE') return true
  const code = codeOf(error)
  return unreachableCodes.has(code) || unreachableStates.test(code) || code.startsWith('SQLITE_CANTOPEN')
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
