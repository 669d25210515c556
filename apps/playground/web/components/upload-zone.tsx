import { useRef, useState } from 'preact/hooks'
import { demoPhoto } from '../demo-photo.js'
import { type Named, namedFile } from '../named.js'
import type { Progress } from '../use-playground.js'
import { FileButton } from './file-button.jsx'
import { ProgressBar } from './progress-bar.jsx'

export interface UploadZoneProps {
  readonly label: string
  readonly multiple?: boolean
  /** Less of an invitation, where there is an image already. */
  readonly compact: boolean
  /** What is pasted comes here. */
  readonly takesPaste: boolean
  readonly progress: Progress | undefined
  readonly onFiles: (files: readonly Named[]) => void
}

/** Takes photos that are chosen, dropped or painted on the spot. */
export function UploadZone({ label, multiple = false, compact, takesPaste, progress, onFiles }: UploadZoneProps) {
  const [over, setOver] = useState(false)
  const depth = useRef(0)

  /** Enter and leave also come from the elements inside. */
  function track(change: 1 | -1) {
    depth.current = Math.max(0, depth.current + change)
    setOver(depth.current > 0)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the buttons inside do the same
    <div
      class={`zone${compact ? ' compact' : ''}${over ? ' over' : ''}`}
      onDragEnter={() => track(1)}
      onDragLeave={() => track(-1)}
      onDragOver={event => event.preventDefault()}
      onDrop={event => {
        event.preventDefault()
        depth.current = 0
        setOver(false)
        const files = [...(event.dataTransfer?.files ?? [])].map(namedFile)
        if (files.length > 0) onFiles(files)
      }}
    >
      <div class="actions">
        <FileButton label={label} primary multiple={multiple} onFiles={files => onFiles(files.map(namedFile))} />
        <button type="button" onClick={() => void demoPhoto().then(photo => onFiles([photo]))}>
          Use a demo photo
        </button>
      </div>
      <p class="hint">
        {over ? 'Let go to upload' : `or drop ${multiple ? 'photos' : 'a photo'} here`}
        {!over && takesPaste && (
          <>
            , or paste with <kbd>Ctrl</kbd> <kbd>V</kbd>
          </>
        )}
      </p>
      <ProgressBar progress={progress} />
    </div>
  )
}
