import type { SetView } from '../../server/protocol.js'
import type { Playground } from '../use-playground.js'
import { Card, focusCard } from './card.jsx'
import { Notice } from './notice.jsx'
import { Sizes } from './sizes.jsx'
import { UploadZone } from './upload-zone.jsx'

const place = '/picture'

export interface PictureProps {
  readonly playground: Playground
  readonly set: SetView
  readonly takesPaste: boolean
  readonly onActive: () => void
}

/** The one picture of a user. */
export function Picture({ playground, set, takesPaste, onActive }: PictureProps) {
  const { upload, send, progress, notices } = playground
  const [original] = set.images

  return (
    <Card
      id="picture"
      title="Ada’s picture"
      about="One image for each owner. A new one takes the place of the old one."
      onActive={onActive}
    >
      {original && (
        <figure class="hero">
          <img
            src={original.url}
            srcSet={set.srcset}
            sizes="(min-width: 64rem) 36rem, 90vw"
            width={original.width}
            height={original.height}
            alt={original.filename ? `Ada’s picture, ${original.filename}` : 'Ada’s picture'}
          />
        </figure>
      )}
      <UploadZone
        label={original ? 'Replace the picture' : 'Choose a photo'}
        compact={original !== undefined}
        takesPaste={takesPaste}
        progress={progress[place]}
        onFiles={files => void upload('PUT', place, files.slice(0, 1))}
      />
      <Notice notice={notices[place]} />
      {original && (
        <>
          <Sizes set={set} name="picture" onAsk={request => void send('POST', `${place}/sizes`, place, request)} />
          <div class="actions">
            <button
              type="button"
              class="danger"
              onClick={() => void send('DELETE', place, place).then(() => focusCard('picture'))}
            >
              Delete the picture
            </button>
          </div>
        </>
      )}
    </Card>
  )
}
