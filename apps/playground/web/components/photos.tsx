import type { PhotoView } from '../../server/protocol.js'
import type { Playground } from '../use-playground.js'
import { Card, focusCard } from './card.jsx'
import { Notice } from './notice.jsx'
import { Photo } from './photo.jsx'
import { UploadZone } from './upload-zone.jsx'

const place = '/photos'

export interface PhotosProps {
  readonly playground: Playground
  readonly photos: readonly PhotoView[]
  readonly takesPaste: boolean
  readonly onActive: () => void
}

/** The photos of a post, in their order. */
export function Photos({ playground, photos, takesPaste, onActive }: PhotosProps) {
  const { upload, send, progress, notices } = playground

  return (
    <Card
      id="post"
      title="A walk in the hills"
      about="A post with any number of photos, told apart and ordered by a column of its own."
      onActive={onActive}
    >
      {photos.length > 0 && (
        <ol class="photos">
          {photos.map((photo, index) => (
            <Photo
              key={photo.orderIndex}
              playground={playground}
              photo={photo}
              left={photos[index - 1]}
              right={photos[index + 1]}
            />
          ))}
        </ol>
      )}
      <UploadZone
        label="Add photos"
        multiple
        compact={photos.length > 0}
        takesPaste={takesPaste}
        progress={progress[place]}
        onFiles={files => void upload('POST', place, files)}
      />
      <Notice notice={notices[place]} />
      {photos.length > 1 && (
        <div class="actions">
          <button
            type="button"
            class="danger"
            onClick={() => void send('DELETE', place, place).then(() => focusCard('post'))}
          >
            Delete all photos
          </button>
        </div>
      )}
    </Card>
  )
}
