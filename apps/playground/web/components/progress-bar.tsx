import type { Progress } from '../use-playground.js'

/** How far an upload is, and the way out of it. */
export function ProgressBar({ progress }: { readonly progress: Progress | undefined }) {
  if (!progress) return null
  const { filename, sent, cancel } = progress
  const percent = Math.round(sent * 100)
  return (
    <div class="progress">
      <span class="what">
        {percent < 100 ? `Sending ${filename}, ${percent} %` : `Decoding and storing ${filename}…`}
      </span>
      <progress aria-label={`Upload of ${filename}`} {...(percent < 100 ? { value: percent, max: 100 } : {})} />
      <button type="button" onClick={cancel}>
        Cancel
      </button>
    </div>
  )
}
