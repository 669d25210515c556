import { badFiles } from '../bad-files.js'
import type { Playground } from '../use-playground.js'
import { Card } from './card.jsx'
import { Notice } from './notice.jsx'
import { ProgressBar } from './progress-bar.jsx'

const area = 'bad-files'

export interface BadFilesProps {
  readonly playground: Playground
  readonly maxBytes: number
}

/** Files that are refused, each for a reason of its own. */
export function BadFiles({ playground: { upload, progress, notices }, maxBytes }: BadFilesProps) {
  return (
    <Card
      title="Try a bad file"
      about="Sent as Ada’s picture, which stays as it is: nothing is stored, nothing is lost."
    >
      <ul class="choices">
        {badFiles(maxBytes).map(({ label, about, make }) => (
          <li key={label}>
            <button type="button" onClick={() => void make().then(file => upload('PUT', '/picture', [file], area))}>
              {label}
            </button>
            <span class="quiet">{about}</span>
          </li>
        ))}
      </ul>
      <ProgressBar progress={progress[area]} />
      <Notice notice={notices[area]} />
    </Card>
  )
}
