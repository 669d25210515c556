import { count } from '../format.js'
import { storeLabel } from '../store-label.js'

/** Every image as a small square, in the colour of its store. */
export function StoreMap({ whereabouts }: { readonly whereabouts: readonly string[] }) {
  const counts = new Map<string, number>()
  for (const store of whereabouts) counts.set(store, (counts.get(store) ?? 0) + 1)
  if (counts.size === 0) return null
  const legend = [...counts].sort(([left], [right]) => (left < right ? -1 : 1))
  return (
    <figure class="map">
      <div class="squares" aria-hidden="true">
        {whereabouts.map((store, index) => (
          <i key={index} class={store} />
        ))}
      </div>
      <figcaption>
        {legend.map(([store, number]) => (
          <span key={store}>
            <i class={store} aria-hidden="true" /> {count(number, 'image')} in {storeLabel(store)}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}
