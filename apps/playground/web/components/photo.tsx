import type { PhotoView } from '../../server/protocol.js'
import { namedFile } from '../named.js'
import type { Playground } from '../use-playground.js'
import { focusCard } from './card.jsx'
import { FileButton } from './file-button.jsx'
import { Notice } from './notice.jsx'
import { ProgressBar } from './progress-bar.jsx'
import { Sizes } from './sizes.jsx'

export interface PhotoProps {
  readonly playground: Playground
  readonly photo: PhotoView
  readonly left: PhotoView | undefined
  readonly right: PhotoView | undefined
}

/** One photo of a post, with what can be done to it. */
export function Photo({ playground, photo, left, right }: PhotoProps) {
  const { upload, send, progress, notices } = playground
  const { orderIndex, images } = photo
  const place = `/photos/${orderIndex}` as const
  const name = `photo ${orderIndex}`
  const [original] = images
  if (!original) return null

  function swapWith(other: PhotoView | undefined) {
    if (other) void send('POST', `${place}/swap/${other.orderIndex}`, '/photos')
  }

  return (
    <li class="photo">
      <div class="frame">
        <img
          src={original.url}
          srcSet={photo.srcset}
          sizes="(min-width: 40rem) 16rem, 90vw"
          width={original.width}
          height={original.height}
          alt={`Number ${orderIndex} of the walk${original.filename ? `, ${original.filename}` : ''}`}
        />
        <span class="order">{orderIndex}</span>
      </div>
      <div class="tools">
        <button type="button" aria-label={`Move ${name} left`} disabled={!left} onClick={() => swapWith(left)}>
          ←
        </button>
        <button type="button" aria-label={`Move ${name} right`} disabled={!right} onClick={() => swapWith(right)}>
          →
        </button>
        <FileButton
          label="Replace"
          description={`Replace ${name}`}
          onFiles={files => void upload('PUT', place, files.slice(0, 1).map(namedFile))}
        />
        <button
          type="button"
          class="danger"
          aria-label={`Delete ${name}`}
          onClick={() => void send('DELETE', place, '/photos').then(() => focusCard('post'))}
        >
          Delete
        </button>
      </div>
      <ProgressBar progress={progress[place]} />
      <Notice notice={notices[place]} />
      <details>
        <summary>{images.length} sizes</summary>
        <Sizes set={photo} name={name} onAsk={request => void send('POST', `${place}/sizes`, place, request)} />
      </details>
    </li>
  )
}
