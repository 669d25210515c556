import type { SetView } from '../../server/protocol.js'
import { formatBytes } from '../format.js'
import { storeLabel } from '../store-label.js'
import { SizeForm, type SizeRequest } from './size-form.jsx'

export interface SizesProps {
  readonly set: SetView
  readonly name: string
  readonly onAsk: (request: SizeRequest) => void
}

/** All images of a set at a glance, and a way to ask for another. */
export function Sizes({ set, name, onAsk }: SizesProps) {
  const smallest = set.images.at(-1)
  return (
    <div class="sizes">
      <ul>
        {set.images.map(image => (
          <li key={image.url}>
            <a href={image.url} target="_blank" rel="noreferrer">
              {/* A large file for a small box would be the very waste that thumbnails are against. */}
              <img src={image.width > 320 ? smallest?.url : image.url} alt="" loading="lazy" />
              <span class="dimensions">
                {image.width} × {image.height}
              </span>
              <span class="quiet">
                {image.original ? 'original, ' : ''}
                {formatBytes(image.byteSize)}, {storeLabel(image.store)}
              </span>
            </a>
          </li>
        ))}
      </ul>
      <SizeForm name={name} onAsk={onAsk} />
      <details>
        <summary>
          <code>toHtml()</code> and <code>srcset()</code>
        </summary>
        <pre>
          <code>{set.html}</code>
        </pre>
        <pre>
          <code>{set.srcset.replaceAll(', ', ',\n')}</code>
        </pre>
      </details>
    </div>
  )
}
