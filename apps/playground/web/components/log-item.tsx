import type { LogEntry } from '../../server/protocol.js'
import { formatDuration, formatTime } from '../format.js'
import { Code } from './code.jsx'
import { Details } from './details.jsx'

/** One action; the newest is open. */
export function LogItem({ entry, open }: { readonly entry: LogEntry; readonly open: boolean }) {
  const { title, at, code, milliseconds, result, details, warns, failure } = entry
  return (
    <li>
      <details open={open}>
        <summary>
          <span class="title">{title}</span>
          {failure ? (
            <span class="badge bad">{failure.reason ?? failure.code}</span>
          ) : (
            <span class={`badge ${warns ? 'warning' : 'good'}`}>{formatDuration(milliseconds)}</span>
          )}
          <time dateTime={at} class="quiet">
            {formatTime(at)}
          </time>
        </summary>
        <Code code={code} />
        {failure ? (
          <p class="outcome">
            <code>{failure.code}</code> {failure.message}{' '}
            <span class="quiet">after {formatDuration(milliseconds)}</span>
          </p>
        ) : (
          <p class="outcome">→ {result}</p>
        )}
        <Details details={details} />
      </details>
    </li>
  )
}
