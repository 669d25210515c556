import type { CorpusFile } from './manifest.ts'

/** What became of a file. */
export type Outcome =
  | { readonly kind: 'valid'; readonly width: number; readonly height: number; readonly mimetype: string }
  | { readonly kind: 'reject'; readonly reason: string; readonly message: string }
  /** An error that is none of ours. */
  | { readonly kind: 'error'; readonly message: string }
  /** The process ended by itself, by a signal or an exception that nobody caught. */
  | { readonly kind: 'crash'; readonly message: string }
  /** The process was ended, because it took too long or too much. */
  | { readonly kind: 'kill'; readonly message: string }

/** `agree`, `refused` for a valid file that was refused cleanly, `disagree` for everything else. */
export type Verdict = 'agree' | 'refused' | 'disagree'

export function judge(file: CorpusFile, outcome: Outcome): Verdict {
  if (outcome.kind === 'valid') return file.expect !== 'reject' && isAsGiven(file, outcome) ? 'agree' : 'disagree'
  if (outcome.kind !== 'reject') return 'disagree'
  return file.expect === 'valid' ? 'refused' : 'agree'
}

function isAsGiven(file: CorpusFile, outcome: Extract<Outcome, { readonly kind: 'valid' }>): boolean {
  if (file.width === undefined) return true
  return file.width === outcome.width && file.height === outcome.height && file.mimetype === outcome.mimetype
}

export function describe(outcome: Outcome): string {
  if (outcome.kind === 'valid') return `valid ${outcome.width}×${outcome.height} ${outcome.mimetype}`
  const reason = outcome.kind === 'reject' ? ` ${outcome.reason}` : ''
  return `${outcome.kind}${reason}: ${outcome.message.split('\n', 1)[0]}`
}
