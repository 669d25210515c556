import { formatDuration } from '../format.js'
import type { Notice as NoticeValue } from '../use-playground.js'
import { Details } from './details.jsx'

/** What came of the last action; read out by screen readers when it changes. */
export function Notice({ notice }: { readonly notice: NoticeValue | undefined }) {
  return <div aria-live="polite">{notice && <NoticeText notice={notice} />}</div>
}

function NoticeText({ notice: { tone, text, entry } }: { readonly notice: NoticeValue }) {
  const failure = entry?.failure
  return (
    <div class={`notice ${tone}`}>
      {failure && (
        <p class="codes">
          <code>{failure.code}</code>
          {failure.reason && <code>{failure.reason}</code>}
        </p>
      )}
      <p>
        {text}
        {entry && !failure && <span class="quiet"> in {formatDuration(entry.milliseconds)}</span>}
      </p>
      {entry && <Details details={entry.details} />}
      {failure && <p class="advice">{failure.advice}</p>}
    </div>
  )
}
